package dev.triptych.transport.call;

/** How a message was read. */
public enum ReadPath {
    /** It stayed in the network's buffers until its service had read it. */
    LENT,
    /** Copied once: it is small, or its service keeps parts of it. */
    COPIED,
    /** Copied once though it is large and borrowed: the network does not give out its buffers. */
    COPIED_NO_BUFFERS,
    /** Copied once though it is large and borrowed: some of the network's buffers lie on the heap. */
    COPIED_HEAP_BUFFERS,
    /** Read as a stream of unknown length: it came compressed. */
    STREAMED
}
