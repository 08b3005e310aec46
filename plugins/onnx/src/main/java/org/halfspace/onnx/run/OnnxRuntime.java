package org.halfspace.onnx.run;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.AbstractMessageLite;
import com.google.protobuf.CodedOutputStream;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.spi.Device;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;

/**
 * ONNX Runtime. Each session has its own threads, which look out for work no longer than {@link #ALERT_MICROS}: with the 47 ms
 * that they take by themselves, they would keep a processor from whatever runs next. Thread-safe; starts the native library at
 * the first session.
 */
public final class OnnxRuntime {
    /** How long a thread looks out for work before it sleeps. */
    private static final String SPIN = "session.intra_op.spin_duration_us";

    /**
     * Longer than from one operator, or one run in a loop, to the next. After 47 ms, threads that share rows of a batch came second on their
     * processor, and took twice as long; threads that go to sleep sooner more often wake up on a processor that is not free.
     */
    private static final String ALERT_MICROS = "1000";

    /** Where a model from memory finds its files of weights. */
    private static final String EXTERNAL_FOLDER = "session.model_external_initializers_file_folder_path";

    /** Where Linux shows the command line of a process to itself. */
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /**
     * ONNX Runtime 1.29 reads its process's command line when it starts, and kills the process (SIGSEGV) if that is longer than
     * about 3980 bytes, class path and all; 1.20 does not. An error is better.
     */
    private static final int LONGEST_COMMAND_LINE = 3900;

    private final int threads;
    private final Device device;
    private OrtEnvironment environment;

    /** @param host how many threads there may be */
    @Inject
    public OnnxRuntime(Host host) {
        this(host.processors(), host.device());
    }

    /** @param threads how many threads one operator may use, on the CPU */
    public OnnxRuntime(int threads) {
        this(threads, Device.CPU);
    }

    private OnnxRuntime(int threads, Device device) {
        this.threads = threads;
        this.device = device;
    }

    /** The environment of the process. */
    public synchronized OrtEnvironment environment() {
        if (environment == null) {
            environment = start();
        }
        return environment;
    }

    private OrtEnvironment start() {
        requireShortCommandLine(COMMAND_LINE);
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "halfspace");
    }

    /**
     * Refuses to start where ONNX Runtime would crash.
     *
     * @param commandLine the file that holds the command line; systems other than Linux have none, and do not crash
     */
    static void requireShortCommandLine(Path commandLine) {
        try (InputStream in = Files.newInputStream(commandLine)) {
            int length = in.readNBytes(LONGEST_COMMAND_LINE + 1).length;
            if (length > LONGEST_COMMAND_LINE) {
                throw new InputException("the command line is too long for ONNX Runtime, which would crash")
                        .where("the command line of this process, with the class path")
                        .expected("at most " + LONGEST_COMMAND_LINE + " bytes")
                        .found("more")
                        .hint("use shorter or relative paths, or list files in a file");
            }
        } catch (IOException e) {
            // No such file: not Linux.
            return;
        }
    }

    /**
     * Opens a session on a graph, with every optimisation. Operators have all threads, unless the results depend on how many there are.
     *
     * @throws InputException if ONNX Runtime refuses the graph
     */
    public GraphSession open(Graph graph) {
        return open(graph, rounding(graph).dependsOnThreads() ? 1 : threads, false);
    }

    /** What the last bits of a graph's results depend on; on other devices than the CPU nothing is known, and samples stay together. */
    public Rounding rounding(Graph graph) {
        return device.kind() == Device.Kind.CPU ? Rounding.of(graph) : Rounding.SETTLED;
    }

    /**
     * Opens a session on a graph, with every optimisation.
     *
     * @param threads how many an operator may use; with 1, operators run in the thread that calls
     * @param plansMemory whether memory is planned, see {@link #open(AbstractMessageLite, Optional)}; the plan saves small networks a
     *     tenth of their time
     * @throws InputException if ONNX Runtime refuses the graph
     */
    public GraphSession open(Graph graph, int threads, boolean plansMemory) {
        OrtEnvironment shared = environment();
        SharedWeights weights = new SharedWeights();
        try (OrtSession.SessionOptions options = options(threads, plansMemory)) {
            weights.add(graph, shared);
            options.addExternalInitializers(weights.tensors());
            ByteBuffer model =
                    serialise(GraphWriter.write(graph, weights.tensors().keySet()));
            return new GraphSession(shared, shared.createSession(model, options), weights);
        } catch (OrtException e) {
            weights.close();
            throw refused("ONNX Runtime refuses the graph", e);
        }
    }

    /** How many threads one operator may use, and how many callers keep the machine busy. */
    public int threads() {
        return threads;
    }

    /**
     * Opens a session on a model. Memory is not planned: a plan is made in the first run of a shape and used from the second on, while
     * what the first one took is kept. ResNet-50 with its gradient takes 1660 MB for 16 images with plans and 1040 without, in equal time.
     *
     * @param model a {@code ModelProto}
     * @param folder where its external data are
     * @throws InputException if ONNX Runtime refuses the model
     */
    public GraphSession open(AbstractMessageLite<?, ?> model, Optional<Path> folder) {
        OrtEnvironment shared = environment();
        try (OrtSession.SessionOptions options = options(threads, false)) {
            if (folder.isPresent()) {
                options.addConfigEntry(EXTERNAL_FOLDER, folder.get().toString());
            }
            return new GraphSession(shared, shared.createSession(serialise(model), options), new SharedWeights());
        } catch (OrtException e) {
            throw refused("ONNX Runtime refuses the model", e);
        }
    }

    private OrtSession.SessionOptions options(int operatorThreads, boolean plansMemory) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(operatorThreads);
        options.addConfigEntry(SPIN, ALERT_MICROS);
        options.setMemoryPatternOptimization(plansMemory);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        on(device, options);
        return options;
    }

    /** Moves a session to where it is to run; whatever has no kernel there stays on the CPU. */
    private static void on(Device device, OrtSession.SessionOptions options) {
        if (device.kind() == Device.Kind.CPU) {
            return;
        }
        try {
            options.addCUDA(device.index());
        } catch (OrtException e) {
            throw refused("ONNX Runtime cannot use the device " + device, e)
                    .expected("a build for CUDA, an NVIDIA driver, CUDA 12 and cuDNN 9")
                    .hint("build with HALFSPACE_MAVEN=-Pcuda, or leave --device out; the README says more");
        }
    }

    private static ByteBuffer serialise(AbstractMessageLite<?, ?> model) {
        int size = model.getSerializedSize();
        if (size < 0) {
            throw new InputException("the model is too large to be given to ONNX Runtime in one piece")
                    .expected("at most 2 GB of weights")
                    .hint("large models with external data are split by --head only where g is below that size");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(size);
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            model.writeTo(output);
            output.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.flip();
    }

    /** The error code and the place in the sources that ONNX Runtime puts in front of what it says. */
    private static final Pattern WHERE =
            Pattern.compile("^Error code - \\w+ - message: |/onnxruntime_src/\\S+:\\d+ .*?\\)(?: const)? ");

    /** The longest message of ONNX Runtime that is shown whole; they can hold whole graphs. */
    private static final int LONGEST_MESSAGE = 400;

    static InputException refused(String what, OrtException cause) {
        String message =
                WHERE.matcher(String.valueOf(cause.getMessage())).replaceAll("").strip();
        return new InputException(what, cause)
                .found(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + " ..." : message)
                .hint("check that ONNX Runtime runs the model: onnxruntime.InferenceSession(\"model.onnx\")");
    }
}
