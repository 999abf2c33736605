package dev.triptych.spi.model;

/**
 * The code that knows one family of models: it recognises their folders and loads them.
 *
 * <p>A plugin writes code for <b>one item</b>: tensors in, tensors out, a plan of costs. Stacking, padding, slicing,
 * lanes, step loops and batches are the server's. It is found by {@link java.util.ServiceLoader} in a class loader of its
 * own, has a public no-argument constructor, and names no backend. All methods may be called from any thread, with the
 * plugin's class loader as the thread's context class loader.
 */
public interface ModelPlugin {
    /** The version of this contract. A plugin returns the constant it was compiled with. */
    int API_VERSION = 1;

    /** The family's name: letters, digits and dashes, such as {@code dual-encoder}. */
    String name();

    /** The contract version that the plugin was compiled with; another version than the server's is refused. */
    int apiVersion();

    /** Looks at a folder and says whether this family can serve it. Reads configuration only; quick. */
    Recognition recognise(ModelFolder folder);

    /**
     * Loads a recognised folder. Runs on a loader thread and may take minutes.
     *
     * @throws dev.triptych.spi.error.TaskException with the reason, when the folder cannot be served; the server frees
     *     what was made through the context
     */
    Model load(ModelDefinition definition, LoadContext context);
}
