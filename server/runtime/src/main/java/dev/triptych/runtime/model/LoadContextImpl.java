package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.runtime.execution.DeviceHost;
import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What one load lends its plugin; used by the loader's thread, until {@link #end}. */
final class LoadContextImpl implements LoadContext {
    private final String model;
    private final FolderView folder;
    private final DeviceHost device;
    private final GraphOpener graphs;
    private final Progress progress;
    private final ImageLimits images;
    private final List<StageImpl> stages = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final SortedSet<String> used = new TreeSet<>();
    private boolean ended;

    LoadContextImpl(
            String model,
            FolderView folder,
            DeviceHost device,
            GraphOpener graphs,
            Progress progress,
            ImageLimits images) {
        this.model = model;
        this.folder = folder;
        this.device = device;
        this.graphs = graphs;
        this.progress = progress;
        this.images = images;
    }

    @Override
    public GraphSource source(String file) {
        open();
        used.add(file);
        return graphs.open(folder, file);
    }

    @Override
    public Stage stage(StageSpec spec) {
        open();
        if (stages.stream().anyMatch(stage -> stage.name().equals(spec.name()))) {
            throw TaskException.of(
                    Reason.PLUGIN_FAILURE, "The plugin made two stages named " + Quoted.text(spec.name()) + ".");
        }
        StageImpl stage = device.compile(model, spec, progress);
        stages.add(stage);
        return stage;
    }

    @Override
    public String digest(String file) {
        open();
        used.add(file);
        return graphs.digest(folder, file);
    }

    @Override
    public void warn(String message) {
        open();
        warnings.add(message);
    }

    @Override
    public Progress progress() {
        open();
        return progress;
    }

    @Override
    public ImageLimits imageLimits() {
        open();
        return images;
    }

    List<StageImpl> stages() {
        return stages;
    }

    /** The files that were opened or digested. */
    SortedSet<String> used() {
        return used;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Refuses every use from now on. */
    void end() {
        ended = true;
    }

    private void open() {
        if (ended) {
            throw new IllegalStateException("the load has ended");
        }
    }
}
