package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesResult;
import dev.triptych.v1.ItemFeatures;
import dev.triptych.v1.NamedTensor;
import dev.triptych.v1.Tensor;
import dev.triptych.v1.Vector;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeaturesCommandTest {
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.features = request -> {
            ItemFeatures.Builder features = ItemFeatures.newBuilder();
            Vector values = FakeServer.vector(1, -0.5f);
            request.getFeaturesList()
                    .forEach(name -> features.addTensors(NamedTensor.newBuilder()
                            .setName(name)
                            .setTensor(Tensor.newBuilder()
                                    .setDtype(values.getDtype())
                                    .addShape(2)
                                    .addShape(1)
                                    .setData(values.getData()))));
            FeaturesResponse.Builder response = FeaturesResponse.newBuilder();
            request.getItemsList()
                    .forEach(item -> response.addResults(
                            item.getContent().getText().equals("bad")
                                    ? FeaturesResult.newBuilder()
                                            .setError(FakeServer.status(
                                                    Status.Code.INVALID_ARGUMENT, "MODALITY_UNSUPPORTED"))
                                    : FeaturesResult.newBuilder().setFeatures(features)));
            return response.build();
        };
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Cli features(String... arguments) {
        return Cli.run(server, new FeaturesCommand(), arguments);
    }

    @Test
    void json_oneText_hasShapeAndValues() {
        Cli cli = features("--output=json", "--feature=tokens", "--text=x");
        assertThat(cli.out()).isEqualTo("""
                        {"results":[
                        {"input":"x","features":{"tokens":{"dtype":"float32","shape":[2,1],"values":[1.0,-0.5]}}}
                        ]}
                        """);
        assertThat(cli.status()).isZero();
    }

    @Test
    void table_oneFails_tellsShapesAndWhy() {
        Cli cli = features("--feature=tokens", "--feature=pooled", "--text=x", "--text=bad");
        assertThat(cli.out()).contains("x      tokens   float32  [2, 1]", "x      pooled", "error: INVALID_ARGUMENT");
        assertThat(cli.status()).isEqualTo(1);
    }

    @Test
    void usage_noFeature_statusTwo() {
        assertThat(features("--text=x").status()).isEqualTo(2);
    }
}
