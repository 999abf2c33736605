package dev.triptych.transport.call;

/**
 * A service that touches the {@code bytes} of a message only while it is called with it: what it needs later it copies.
 *
 * <p>Large messages of such a service stay where the network put them, so that the one copy made of them is the service's
 * own. Their memory is another's as soon as the service's method returns.
 */
public interface BorrowsMessages {}
