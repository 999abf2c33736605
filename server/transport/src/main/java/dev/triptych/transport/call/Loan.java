package dev.triptych.transport.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The network's buffers behind one message. Used by the call's thread; giving back again does nothing. */
final class Loan {
    /** Of a message that has memory of its own. */
    static final Loan NONE = new Loan();

    private final @Nullable ReadCounts counts;
    private @Nullable InputStream stream;

    private Loan() {
        this.counts = null;
    }

    /** Owns the stream from now on. */
    Loan(InputStream stream, ReadCounts counts) {
        this.stream = stream;
        this.counts = counts;
        counts.lent();
    }

    /** Lets the network use the buffers again; the message's bytes must not be touched any more. */
    void giveBack() {
        InputStream open = stream;
        if (open == null || counts == null) {
            return;
        }
        stream = null;
        counts.givenBack();
        try {
            open.close();
        } catch (IOException e) {
            throw new UncheckedIOException("buffers that cannot be given back", e);
        }
    }
}
