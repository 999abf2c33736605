package dev.triptych.runtime;

import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;

/** Starts the backend that the operator asked for, or the first that starts. */
final class Backends {
    private Backends() {}

    /**
     * The running backend.
     *
     * @throws TaskException {@code BACKEND_MISSING}, with what each said
     */
    static Backend start(List<BackendProvider> providers, RuntimeOptions options) {
        List<String> said = new ArrayList<>();
        for (BackendProvider provider : providers) {
            if (options.backend().equals(RuntimeOptions.AUTO)
                    || options.backend().equals(provider.name())) {
                try {
                    DeviceLayout layout = options.layout();
                    return provider.start(new BackendOptions(layout.mode(), layout.cores(), options.stateDirectory()));
                } catch (BackendException e) {
                    said.add(provider.name() + ": " + e.getMessage());
                } catch (LinkageError | RuntimeException e) {
                    said.add(provider.name() + ": " + e.getClass().getSimpleName());
                }
            }
        }
        String which = options.backend().equals(RuntimeOptions.AUTO) ? "" : " " + Quoted.text(options.backend());
        throw TaskException.of(
                Reason.BACKEND_MISSING,
                "No backend" + which + " could be started"
                        + (said.isEmpty() ? "; none is installed." : " (" + String.join("; ", said) + ")."));
    }
}
