package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.spi.error.Reason;
import dev.triptych.v1.Content;
import dev.triptych.v1.DataType;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbedEndpointTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    static EmbedItem text(String id, String text) {
        return EmbedItem.newBuilder()
                .setId(id)
                .setContent(Content.newBuilder().setText(text))
                .build();
    }

    static EmbedItem image(int bytes) {
        return EmbedItem.newBuilder()
                .setContent(
                        Content.newBuilder().setImage(Image.newBuilder().setData(ByteString.copyFrom(new byte[bytes]))))
                .build();
    }

    @Test
    void embed_mixedBatch_answersInOrderWithVectors() {
        EmbedResponse response = stub().embed(EmbedRequest.newBuilder()
                .setModel("clip")
                .addItems(text("t", "abc"))
                .addItems(image(5))
                .build());

        assertThat(response.getModel()).isEqualTo("clip");
        assertThat(response.getModelVersion()).isEqualTo("1");
        assertThat(response.getResults(0).getId()).isEqualTo("t");
        assertThat(response.getResults(0).getVector().getData()).isEqualTo(Tensor.floats(3, 0, 0, 1));
        assertThat(response.getResults(1).getVector().getData()).isEqualTo(Tensor.floats(5, 0, 0, 1));
        assertThat(response.getResults(1).getVector().getDim()).isEqualTo(4);
        assertThat(response.getResults(1).getVector().getDtype()).isEqualTo(DataType.DATA_TYPE_FLOAT32);
        assertThat(response.getResults(1).getVector().getSpace()).isEqualTo(Samples.SPACE.id());
        assertThat(response.getResults(1).getVector().getNormalized()).isTrue();
    }

    @Test
    void embed_noModelNamed_usesTheOnlyOne() {
        EmbedResponse response =
                stub().embed(EmbedRequest.newBuilder().addItems(text("", "abc")).build());

        assertThat(response.getModel()).isEqualTo("clip");
    }

    @Test
    void embed_badItemsAmongGood_failAlone() {
        EmbedResponse response = stub().embed(EmbedRequest.newBuilder()
                .setModel("clip")
                .addItems(text("", "bad"))
                .addItems(EmbedItem.getDefaultInstance())
                .addItems(text("", "abc"))
                .addItems(image(0))
                .addItems(text("x".repeat(129), "abc"))
                .build());

        Refusal.of(response.getResults(0).getError()).is(Reason.TEXT_TOO_LONG, "99 tokens");
        Refusal.of(response.getResults(1).getError())
                .is(Reason.FIELD_MISSING, "items[1].content")
                .at("items[1].content");
        assertThat(response.getResults(2).getVector().getData()).isEqualTo(Tensor.floats(3, 0, 0, 1));
        Refusal.of(response.getResults(3).getError()).is(Reason.MEDIA_EMPTY).at("items[3].content.image.data");
        Refusal.of(response.getResults(4).getError()).is(Reason.FIELD_INVALID).at("items[4].id");
    }

    @Test
    void embed_noItemsOrTooMany_isInvalidArgument() {
        EmbedRequest.Builder many = EmbedRequest.newBuilder().setModel("clip");
        for (int i = 0; i < 17; i++) {
            many.addItems(text("", "abc"));
        }

        Refusal.of(() -> stub().embed(EmbedRequest.newBuilder().setModel("clip").build()))
                .is(Reason.FIELD_MISSING)
                .at("items");
        Refusal.of(() -> stub().embed(many.build()))
                .is(Reason.BATCH_TOO_LARGE, "17", "16")
                .at("items");
    }

    @Test
    void embed_defectInTheCore_isInternalWithoutItsText() {
        Refusal.of(() -> stub().embed(EmbedRequest.newBuilder()
                        .setModel("clip")
                        .addItems(text("", "boom"))
                        .build()))
                .is(Reason.SERVER_DEFECT, "request id");
    }

    private EmbedServiceGrpc.EmbedServiceBlockingStub stub() {
        return EmbedServiceGrpc.newBlockingStub(edge.channel);
    }
}
