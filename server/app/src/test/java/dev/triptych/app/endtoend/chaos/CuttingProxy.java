package dev.triptych.app.endtoend.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on loopback that cuts each connection after a number of bytes drawn for it, anywhere in a message.
 *
 * <p>Half of the cuts are orderly (FIN), half are resets (RST). Thread-safe; closing cuts what is left.
 */
public final class CuttingProxy implements AutoCloseable {
    // Below, a connection could end before the server's settings are through, and gRPC would wait before its next one.
    private static final int LEAST = 4 << 10;
    private static final int MOST = 200 << 10;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final SplittableRandom random;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean closed;

    /** Stands before a server, {@code host:port}. */
    public CuttingProxy(String server, long seed) {
        int colon = server.lastIndexOf(':');
        this.server = new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        this.random = new SplittableRandom(seed);
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("proxy", this::accept);
    }

    /** Where to connect. */
    public String target() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections cut so far. */
    public int cuts() {
        return cuts.get();
    }

    @Override
    public void close() {
        closed = true;
        quietly(listener);
        open.forEach(CuttingProxy::quietly);
    }

    private void accept() throws IOException {
        while (!closed) {
            Socket client = listener.accept();
            Socket upstream = new Socket();
            open.add(client);
            open.add(upstream);
            upstream.connect(server);
            Cut cut =
                    new Cut(client, upstream, random.nextBoolean(), random.nextBoolean(), random.nextInt(LEAST, MOST));
            run("proxy up", () -> cut.copy(client, upstream, true));
            run("proxy down", () -> cut.copy(upstream, client, false));
        }
    }

    /** One connection's end. */
    private final class Cut {
        private final Socket client;
        private final Socket upstream;
        private final boolean reset;
        private final boolean countsUp;
        private int left;

        Cut(Socket client, Socket upstream, boolean reset, boolean countsUp, int left) {
            this.client = client;
            this.upstream = upstream;
            this.reset = reset;
            this.countsUp = countsUp;
            this.left = left;
        }

        void copy(Socket from, Socket to, boolean up) throws IOException {
            byte[] buffer = new byte[16 << 10];
            try {
                InputStream in = from.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    // The budget belongs to the thread of its direction alone.
                    int passed = up == countsUp ? Math.min(n, left) : n;
                    to.getOutputStream().write(buffer, 0, passed);
                    if (up == countsUp) {
                        left -= passed;
                        if (left == 0) {
                            cuts.incrementAndGet();
                            return;
                        }
                    }
                }
            } finally {
                end();
            }
        }

        private synchronized void end() throws IOException {
            for (Socket socket : new Socket[] {client, upstream}) {
                open.remove(socket);
                if (!socket.isClosed() && reset) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException cut) {
                        // A socket closed under a read or write: what this class is for.
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
