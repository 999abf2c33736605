package dev.triptych.load;

/**
 * Why an item has no answer.
 *
 * @param kind who must do something about it
 * @param reason a word for tables: the server's reason such as {@code QUEUE_FULL}, else the status code
 */
public record Trouble(Kind kind, String reason) implements Comparable<Trouble> {
    /** Kinds of trouble, from the one that a load beyond capacity is meant to meet to the one that it never should. */
    public enum Kind {
        /** The server said that it cannot now, or that a quota is used up: load was shed. */
        REFUSED,
        /** The deadline passed, or could not have been kept. */
        LATE,
        /** Anything else, a server that cannot be reached included. */
        FAILED
    }

    /** No server could be reached. */
    public static final Trouble UNREACHABLE = new Trouble(Kind.FAILED, "UNREACHABLE");

    /** The load itself held the request back: as many as it may have under way were under way. */
    public static final Trouble NOT_SENT = new Trouble(Kind.FAILED, "NOT_SENT");

    @Override
    public int compareTo(Trouble other) {
        int order = kind.compareTo(other.kind);
        return order != 0 ? order : reason.compareTo(other.reason);
    }
}
