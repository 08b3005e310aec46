package org.halfspace.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.halfspace.spi.Host;

/** What a session ran on. */
final class Machine {
    private Machine() {}

    static Map<String, String> of(Host host) {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("halfspace", host.version());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        machine.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("threads", Integer.toString(host.processors()));
        machine.put("device", host.device().toString());
        machine.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        return machine;
    }
}
