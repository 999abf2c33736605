package dev.triptych.app.endtoend.chaos;

import com.google.protobuf.ByteString;
import dev.triptych.testing.Fixtures;
import dev.triptych.v1.Content;
import dev.triptych.v1.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The texts and images that typed calls draw from, few enough that each can be answered once in quiet. Immutable. */
final class Pool {
    private static final List<String> IMAGES = List.of(
            "png-rgb-64x64.png",
            "png-rgb-63x65.png",
            "png-grey-97x61.png",
            "png-rgba-33x47.png",
            "png-rgb-tall-40x201.png",
            "jpeg-422-rocket-151x99-q85.jpg",
            "jpeg-grey-camera-121x77-q70.jpg",
            "jpeg-444-astronaut-133x101-q90.jpg");
    private static final List<String> THINGS = List.of("cat", "violin", "harbour", "cup of tea", "bicycle", "mountain");
    private static final List<String> PLACES = List.of("in the rain", "on a table", "at night", "by the old station");

    /** What {@link #bad} is refused for. */
    static final List<String> REASONS = List.of("MEDIA_TYPE_UNSUPPORTED", "MEDIA_EMPTY", "IMAGE_TRUNCATED");

    private final List<Content> good = new ArrayList<>();
    private final List<Content> bad;

    Pool() {
        for (String thing : THINGS) {
            for (String place : PLACES) {
                good.add(
                        Content.newBuilder().setText("a " + thing + " " + place).build());
            }
        }
        for (String image : IMAGES) {
            good.add(image(Fixtures.bytes("images/" + image)));
        }
        byte[] jpeg = Fixtures.bytes("images/jpeg-444-astronaut-133x101-q90.jpg");
        bad = List.of(image(new byte[300]), image(new byte[0]), image(Arrays.copyOf(jpeg, jpeg.length / 2)));
    }

    private static Content image(byte[] bytes) {
        return Content.newBuilder()
                .setImage(Image.newBuilder().setData(ByteString.copyFrom(bytes)))
                .build();
    }

    /** How many good contents there are. */
    int size() {
        return good.size();
    }

    /** A good content. */
    Content good(int number) {
        return good.get(number);
    }

    /** A content that is always refused. */
    Content bad(SplittableRandom random) {
        return bad.get(random.nextInt(bad.size()));
    }
}
