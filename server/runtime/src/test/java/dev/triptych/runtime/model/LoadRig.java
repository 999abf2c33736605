package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.repository.ModelSource;
import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.execution.DeviceParts;
import dev.triptych.runtime.execution.Devices;
import dev.triptych.runtime.plugin.LoadedPlugin;
import dev.triptych.runtime.profile.ProfileStore;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Cores;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.Weights;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.FakeBackend;
import dev.triptych.testing.FakeGraphSource;
import dev.triptych.testing.LedgerAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Loads models on the calling thread, by a family that is a function, over a fake device. */
final class LoadRig implements AutoCloseable {
    final ModelRegistry registry = new ModelRegistry();
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final FakeBackend backend = new FakeBackend().with("g", inputs -> inputs);
    final HostLanes lanes =
            new HostLanes(1, 1, QueueBounds.NONE, () -> 0, Thread::new, (where, fault) -> faults.add(fault));
    final ModelLifecycle lifecycle;
    private final Path folder;
    private final Devices devices;

    LoadRig(Path folder, LedgerAllocator memory, BiFunction<ModelDefinition, LoadContext, Model> family) {
        this.folder = folder;
        this.devices = new Devices(
                backend,
                new DeviceParts(
                        0,
                        memory,
                        UnaryOperator.identity(),
                        () -> 0,
                        Thread::new,
                        Meter.NONE,
                        (where, fault) -> faults.add(fault),
                        QueueBounds.NONE,
                        Weights.EQUAL,
                        new Cores(8),
                        new Bursts()));
        devices.start();
        Recogniser recogniser = new Recogniser(List.of(LoadedPlugin.of(new Family(family))));
        this.lifecycle = new ModelLifecycle(
                registry,
                new ModelLoader(
                        recogniser,
                        devices,
                        new Opener(),
                        Runnable::run,
                        model -> {},
                        ImageLimits.DEFAULT,
                        new LearnedTimes(new ProfileStore(folder), lanes, DeviceLayout.throughput(2))),
                Runnable::run,
                (where, fault) -> faults.add(fault));
    }

    /** A folder that the family takes for its own. */
    ModelSource source(String name) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.writeString(model.resolve("any.txt"), "x");
        return new ModelSource(name, model);
    }

    ModelListing listing(String name) {
        return registry.find(new ModelRef(name, "")).orElseThrow();
    }

    /** Ends the lanes. */
    @Override
    public void close() {
        devices.stop();
        try {
            if (!devices.join(TimeUnit.SECONDS.toNanos(20))) {
                throw new AssertionError("a lane did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** A family that takes every folder. */
    private record Family(BiFunction<ModelDefinition, LoadContext, Model> loads) implements ModelPlugin {
        @Override
        public String name() {
            return "stub";
        }

        @Override
        public int apiVersion() {
            return API_VERSION;
        }

        @Override
        public Recognition recognise(ModelFolder folder) {
            return new Recognition.Recognised(1, "any", List.of());
        }

        @Override
        public Model load(ModelDefinition definition, LoadContext context) {
            return loads.apply(definition, context);
        }
    }

    /** Every file is a graph that answers what it is given. */
    private static final class Opener implements GraphOpener {
        @Override
        public GraphSource open(FolderView folder, String file) {
            List<Port> ports = List.of(Port.batched("x", DType.FP32, List.of(-1L, 1L)));
            return new FakeGraphSource(file, ports, ports);
        }

        @Override
        public String digest(FolderView folder, String file) {
            return "0";
        }
    }
}
