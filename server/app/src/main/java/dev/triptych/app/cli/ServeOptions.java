package dev.triptych.app.cli;

import dev.triptych.spi.model.ImageLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a server; {@code config} shows the same. */
public final class ServeOptions {
    /** Which backend serves. */
    public enum BackendChoice {
        AUTO,
        ONNXRUNTIME,
        TENSORRT
    }

    /** How devices are shared. */
    public enum DeviceModeChoice {
        THROUGHPUT,
        LATENCY
    }

    @Option(
            names = "--models",
            paramLabel = "[NAME=]DIR",
            split = ",",
            description =
                    "A model folder, or a folder of model folders; repeatable, or several with commas. Without it the shipped models are served.")
    List<String> models = new ArrayList<>();

    @Option(names = "--with-mini", description = "Serve the shipped models beside those of --models.")
    boolean withMini;

    @Option(names = "--strict", description = "Exit with 3 when any model cannot be loaded.")
    boolean strict;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    @Option(
            names = "--grpc-port",
            paramLabel = "N",
            defaultValue = "8001",
            description = "gRPC; 0 picks a free port (default: ${DEFAULT-VALUE}).")
    int grpcPort = 8001;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Reserved for HTTP; nothing listens there yet (default: ${DEFAULT-VALUE}).")
    int httpPort = 8000;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            defaultValue = "8002",
            description = "Metrics and health, plaintext; 0 picks a free port (default: ${DEFAULT-VALUE}).")
    int metricsPort = 8002;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            defaultValue = "8003",
            description = "Administration by gRPC, on loopback; 0 picks a free port (default: ${DEFAULT-VALUE}).")
    int adminPort = 8003;

    @Option(
            names = "--backend",
            paramLabel = "auto|onnxruntime|tensorrt",
            defaultValue = "auto",
            description = "What runs the graphs (default: ${DEFAULT-VALUE}).")
    BackendChoice backend = BackendChoice.AUTO;

    @Option(
            names = "--device-mode",
            paramLabel = "throughput|latency",
            defaultValue = "throughput",
            description = "Most work per second, or least time per request (default: ${DEFAULT-VALUE}).")
    DeviceModeChoice deviceMode = DeviceModeChoice.THROUGHPUT;

    @Option(
            names = "--device-cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "Cores for what runs on the CPU, lanes in throughput mode, threads in latency mode; 0: all"
                    + " (default: ${DEFAULT-VALUE}).")
    int deviceCores;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Most rows of a batch, in rows of the longest kind; 0: as many as the model takes on a GPU, 8 or as"
                            + " many as run in 10 ms on a CPU (default: ${DEFAULT-VALUE}).")
    int maxBatch;

    @Option(
            names = "--decode-lanes",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Threads that decode and preprocess; 0: all cores but one, at least 1 (default: ${DEFAULT-VALUE}).")
    int decodeLanes;

    @Option(
            names = "--no-cache",
            description = "Keep nothing for later calls, and compute equal items that come at once each for itself.")
    boolean noCache;

    @Option(
            names = "--label-cache-bytes",
            paramLabel = "N",
            defaultValue = "67108864",
            description = "Vectors of labels kept for later calls; 0 keeps none (default: ${DEFAULT-VALUE}, 64 MiB).")
    long labelCacheBytes = 64L << 20;

    @Option(
            names = "--cache-bytes",
            paramLabel = "N",
            description =
                    "Vectors of items kept for later calls, in bytes of heap; 0 keeps none, and then equal items that come at"
                            + " once are each computed (default: an eighth of the heap).")
    @Nullable Long cacheBytes;

    @Option(
            names = "--label-sets",
            paramLabel = "DIR",
            description =
                    "A folder of label sets for classification: each NAME.txt, UTF-8, one label a line; blank lines and"
                            + " lines that begin with # are left out.")
    @Nullable Path labelSets;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where files are written at run time (default: $XDG_STATE_HOME/triptych, ~/.local/state/triptych, else a"
                            + " temporary folder).")
    @Nullable Path stateDir;

    @Option(
            names = "--max-message-bytes",
            paramLabel = "N",
            defaultValue = "67108864",
            description = "The largest message accepted (default: ${DEFAULT-VALUE}, 64 MiB).")
    int maxMessageBytes = 64 << 20;

    @Option(
            names = "--max-inflight-bytes",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Memory that requests may use together; 0 takes what the memory limit leaves (default: ${DEFAULT-VALUE}).")
    long maxInflightBytes;

    @Option(
            names = "--max-image-bytes",
            paramLabel = "N",
            defaultValue = "67108864",
            description = "The largest image accepted, as encoded (default: ${DEFAULT-VALUE}, 64 MiB).")
    long maxImageBytes = ImageLimits.DEFAULT.bytes();

    @Option(
            names = "--max-image-pixels",
            paramLabel = "N",
            defaultValue = "64000000",
            description = "The most pixels of an image, width times height (default: ${DEFAULT-VALUE}, 64 megapixels).")
    long maxImagePixels = ImageLimits.DEFAULT.pixels();

    @Option(
            names = "--default-deadline-ms",
            paramLabel = "N",
            defaultValue = "60000",
            description = "The deadline of calls that bring none (default: ${DEFAULT-VALUE}).")
    long defaultDeadlineMs = 60_000;

    @Option(
            names = "--drain-timeout-ms",
            paramLabel = "N",
            defaultValue = "30000",
            description = "How long calls under way may take to end at shutdown (default: ${DEFAULT-VALUE}).")
    long drainTimeoutMs = 30_000;

    @Option(
            names = "--trust-tenant-header",
            description = "Take the caller's x-triptych-tenant for its share; without it all callers are one tenant.")
    boolean trustTenantHeader;

    @Option(
            names = "--otlp-endpoint",
            paramLabel = "URL",
            description = "Send OpenTelemetry spans there by OTLP over HTTP, such as http://127.0.0.1:4318.")
    @Nullable URI otlpEndpoint;

    @Option(
            names = "--trace-ratio",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "The share, 0 to 1, of calls that bring no trace which are traced (default: ${DEFAULT-VALUE}).")
    double traceRatio = 1;
}
