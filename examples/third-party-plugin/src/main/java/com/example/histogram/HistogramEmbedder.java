package com.example.histogram;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.image.ImageDecoder;
import dev.triptych.media.image.ImageHeader;
import dev.triptych.media.image.ImageSniffer;
import dev.triptych.media.image.RgbImage;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.TensorBuilder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Embeds an image as the shares of its pixels in equal bands of brightness, dark to bright; the shares sum to 1. */
final class HistogramEmbedder implements Embedder {
    private final Space space;
    private final MediaLimits limits;
    private final ImageSniffer sniffer;
    private final ImageDecoder decoder;

    /**
     * @param bins how many bands
     * @param limits what an image may measure, as the server's operator has it
     */
    HistogramEmbedder(int bins, MediaLimits limits) {
        this.limits = limits;
        sniffer = new ImageSniffer(limits);
        decoder = new ImageDecoder(limits);
        space = Space.of("histogram", bins, List.of("luma of BT.601, equal bands"));
    }

    long maxPixels() {
        return limits.maxPixels();
    }

    @Override
    public Space space() {
        return space;
    }

    @Override
    public Set<Modality> modalities() {
        return Set.of(Modality.IMAGE);
    }

    @Override
    public boolean contrastive() {
        return false;
    }

    // From the header alone: the server admits by it before anything is decoded.
    @Override
    public Plan plan(Content item) {
        ImageHeader header = sniffer.sniff(image(item).data());
        return new Plan(header.decodeBytes() + (long) space.dim() * Float.BYTES, header.pixels() * 10, List.of());
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        if (call.cancelled()) {
            throw TaskException.of(Reason.CALL_CANCELLED, "the call was cancelled");
        }
        RgbImage image = decoder.decode(image(item).data());
        try (TensorBuilder vector = call.tensors().allocate(DType.FP32, space.dim())) {
            vector.buffer().asFloatBuffer().put(shares(image));
            return CompletableFuture.completedFuture(new Embedding(space, vector.build(), false, false));
        }
    }

    private float[] shares(RgbImage image) {
        int[] counts = new int[space.dim()];
        byte[] rgb = image.pixels();
        for (int i = 0; i < rgb.length; i += 3) {
            int luma = (299 * (rgb[i] & 0xff) + 587 * (rgb[i + 1] & 0xff) + 114 * (rgb[i + 2] & 0xff)) / 1000;
            counts[luma * counts.length / 256]++;
        }
        float[] shares = new float[counts.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = counts[i] / (rgb.length / 3f);
        }
        return shares;
    }

    private static Content.Image image(Content item) {
        if (item instanceof Content.Image image) {
            return image;
        }
        throw TaskException.of(Reason.MODALITY_UNSUPPORTED, "this model embeds images, got " + item.modality());
    }
}
