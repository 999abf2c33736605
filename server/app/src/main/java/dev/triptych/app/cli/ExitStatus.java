package dev.triptych.app.cli;

/** The exit statuses that scripts rely on. */
public final class ExitStatus {
    /** All well. */
    public static final int OK = 0;
    /** Some item failed; the output is whole all the same. */
    public static final int SOME_FAILED = 1;
    /** The command was called wrongly. */
    public static final int USAGE = 2;
    /** The server or the model cannot be reached. */
    public static final int UNREACHABLE = 3;
    /** A drain was cut short. */
    public static final int DRAIN_CUT_SHORT = 4;
    /** A device was lost; a restart may help. */
    public static final int DEVICE_LOST = 75;
    /** Interrupted. */
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
