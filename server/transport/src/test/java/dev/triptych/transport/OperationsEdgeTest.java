package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.transport.operations.AdminEdge;
import dev.triptych.transport.operations.OperationsEdge;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsEdgeTest {
    private final FakeCatalog catalog = new FakeCatalog(Samples.all());
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private OperationsEdge edge;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        edge = new OperationsEdge(
                "127.0.0.1", 0, new OperationsEdge.Sources(() -> "triptych_up 1\n", () -> true, catalog));
        edge.start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", edge.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        edge.close();
    }

    @Test
    void http_pages_answer() throws Exception {
        HttpResponse<String> metrics = send("GET", "/metrics?name=x");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).isEqualTo("triptych_up 1\n");
        assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void http_notReady_is503() throws Exception {
        catalog.ready(false);
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
        catalog.ready(true);
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        edge.announceDrain();
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void http_headUnknownPathOrMethod_answerAsHttpAsks() throws Exception {
        HttpResponse<String> head = send("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).contains("14");
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        HttpResponse<String> post = send("POST", "/metrics");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void http_bytesOneByOne_areAnswered() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            for (byte b :
                    "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
            }
            assertThat(text(socket.getInputStream())).startsWith("HTTP/1.1 200").endsWith("live\n");
        }
    }

    @Test
    void http_garbage_isRefusedAndClosed() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, '\r', '\n', '\r', '\n'});
            socket.getOutputStream().flush();
            assertThat(text(socket.getInputStream())).startsWith("HTTP/1.1 400");
        }
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void grpc_healthOnTheSamePort_checksAndWatches() throws Exception {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        Collected<HealthCheckRequest, HealthCheckResponse> states = new Collected<>();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), states);
        assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        catalog.ready(false);
        assertThat(states.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void admin_loopback_hasHealth() throws Exception {
        try (AdminEdge admin = new AdminEdge(0, catalog)) {
            admin.start();
            ManagedChannel client = NettyChannelBuilder.forAddress("127.0.0.1", admin.port())
                    .usePlaintext()
                    .build();
            assertThat(HealthGrpc.newBlockingStub(client)
                            .check(HealthCheckRequest.newBuilder()
                                    .setService("clip")
                                    .build())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            client.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
}
