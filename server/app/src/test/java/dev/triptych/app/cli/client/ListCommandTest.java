package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.v1.Feature;
import dev.triptych.v1.LabelSet;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.Modality;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelFailure;
import dev.triptych.v1.ModelState;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.Prompt;
import dev.triptych.v1.ServerInfo;
import dev.triptych.v1.Space;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListCommandTest {
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.list = request -> ListModelsResponse.newBuilder()
                .addModels(Model.newBuilder()
                        .setName("broken")
                        .addVersions(ModelVersion.newBuilder()
                                .setVersion("1")
                                .setState(ModelState.MODEL_STATE_FAILED)
                                .setFailure(ModelFailure.newBuilder()
                                        .setReason("MODEL_CORRUPT")
                                        .setMessage("fetch it again"))))
                .addModels(Model.newBuilder()
                        .setName("mini")
                        .setDefaultVersion("1")
                        .addVersions(ModelVersion.newBuilder()
                                .setVersion("1")
                                .setState(ModelState.MODEL_STATE_READY)
                                .setFamily("dual-encoder")
                                .setBackend("onnxruntime")
                                .addTasks(TaskSupport.newBuilder()
                                        .setTask(Task.TASK_EMBED)
                                        .addModalities(Modality.MODALITY_IMAGE))
                                .addSpaces(Space.newBuilder()
                                        .setId("s-1")
                                        .setDim(384)
                                        .setNormalized(true)
                                        .addShorterDims(256)
                                        .addModalities(Modality.MODALITY_IMAGE))
                                .addPrompts(Prompt.newBuilder().setName("query").setPrefix("query: "))
                                .setDefaultPrompt("query")
                                .addFeatures(Feature.newBuilder().setName("pooled"))
                                .addTemplates("a {}")
                                .addLabelSets(
                                        LabelSet.newBuilder().setName("own").setCount(2))
                                .addGraphs("mini.image")))
                .setServer(ServerInfo.newBuilder()
                        .addLabelSets(LabelSet.newBuilder().setName("pets").setCount(3)))
                .build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void json_readyAndFailedModel_anEntryEach() {
        Cli cli = Cli.run(server, new ListCommand(), "--output=json");
        assertThat(cli.status()).isZero();
        assertThat(cli.out()).isEqualTo("""
                        {"results":[
                        {"name":"broken","version":"1","default":false,"state":"failed","family":"","backend":"","tasks":{},"spaces":[],"limits":{"max_text_tokens":0,"max_image_pixels":0},"own_labels":0,"label_sets":{},"prompts":{},"default_prompt":"","features":[],"templates":[],"warnings":[],"graphs":[],"error":{"code":"FAILED_PRECONDITION","reason":"MODEL_CORRUPT","message":"fetch it again"}},
                        {"name":"mini","version":"1","default":true,"state":"ready","family":"dual-encoder","backend":"onnxruntime","tasks":{"embed":["image"]},"spaces":[{"id":"s-1","name":"","dim":384,"normalized":true,"shorter_dims":[256],"modalities":["image"]}],"limits":{"max_text_tokens":0,"max_image_pixels":0},"own_labels":0,"label_sets":{"own":2,"pets":3},"prompts":{"query":"query: "},"default_prompt":"query","features":["pooled"],"templates":["a {}"],"warnings":[],"graphs":["mini.image"]}
                        ]}
                        """);
    }

    @Test
    void table_readyAndFailedModel_aRowEach() {
        assertThat(Cli.run(server, new ListCommand()).out())
                .contains(
                        "mini    1        ready",
                        "dual-encoder  onnxruntime  embed  s-1 (384; 256)  label sets own,pets; prompts query; features pooled",
                        "failed: MODEL_CORRUPT");
    }

    @Test
    void json_noModels_emptyResults() {
        server.list = request -> ListModelsResponse.getDefaultInstance();
        assertThat(Cli.run(server, new ListCommand(), "--output=json").out()).isEqualTo("{\"results\":[]}\n");
    }

    @Test
    void server_unreachable_statusThree() {
        server.close();
        assertThat(Cli.run(server, new ListCommand()).status()).isEqualTo(3);
    }
}
