package org.halfspace.cli;

import java.util.Optional;
import org.halfspace.spi.Device;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What of the machine a command may use. Needed before options are parsed, since plugins are told of it when they are built; what
 * makes no sense is left to {@link #check} to complain of, when it is known which command it is.
 */
public final class MachineOptions {
    private static final String THREADS = "--threads";
    private static final String DEVICE = "--device";
    private static final String COUNT = "[1-9][0-9]{0,3}";

    private MachineOptions() {}

    /** Adds them to a command. */
    public static void addTo(CommandSpec spec) {
        spec.addArgGroup(ArgGroupSpec.builder()
                .heading("%nMachine options:%n")
                .validate(false)
                .addArg(OptionSpec.builder(THREADS)
                        .type(String.class)
                        .paramLabel("N")
                        .description("How many threads to use. (default: one per processor)")
                        .build())
                .addArg(OptionSpec.builder(DEVICE)
                        .type(String.class)
                        .paramLabel("cpu|cuda[:N]")
                        .description("Where networks run; cuda needs a build for it, see the README. (default: cpu)")
                        .build())
                .build());
    }

    /** The host that the command line asks for. */
    public static Host host(String version, String... arguments) {
        int threads = value(THREADS, arguments)
                .filter(value -> value.matches(COUNT))
                .map(Integer::valueOf)
                .orElse(Runtime.getRuntime().availableProcessors());
        return new Host(version, threads, device(arguments));
    }

    private static Device device(String... arguments) {
        try {
            return value(DEVICE, arguments).map(Device::parse).orElse(Device.CPU);
        } catch (InputException e) {
            return Device.CPU;
        }
    }

    private static Optional<String> value(String option, String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(option + "=")) {
                return Optional.of(arguments[i].substring(option.length() + 1));
            }
            if (arguments[i].equals(option) && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    /**
     * Looks at what was given.
     *
     * @param host what the process has
     * @param lasting whether the process began with another command, so that the host cannot be this one's
     * @throws InputException if a value makes no sense, or comes too late
     */
    public static void check(ParseResult parsed, Host host, boolean lasting) {
        String threads = parsed.matchedOptionValue(THREADS, null);
        if (threads != null && !threads.matches(COUNT)) {
            throw new InputException("the value of " + THREADS + " cannot be used")
                    .expected("a whole number from 1 up")
                    .found(threads);
        }
        Device device = Device.parse(parsed.matchedOptionValue(DEVICE, "cpu"));
        if (lasting && threads != null && Integer.parseInt(threads) != host.processors()) {
            throw late(THREADS, String.valueOf(host.processors()), threads);
        }
        if (lasting && parsed.hasMatchedOption(DEVICE) && !device.equals(host.device())) {
            throw late(DEVICE, host.device().toString(), device.toString());
        }
    }

    private static InputException late(String option, String expected, String found) {
        return new InputException("a shell's " + option + " is chosen when it starts")
                .expected(expected)
                .found(found)
                .hint("halfspace shell " + option + " " + found);
    }
}
