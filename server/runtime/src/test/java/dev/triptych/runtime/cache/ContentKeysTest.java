package dev.triptych.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Space;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentKeysTest {
    private static final Space SPACE = new Space("s", 4);

    @Test
    void key_ofEverythingThatChangesTheAnswer_isAnother() {
        Content text = new Content.Text("a");
        List<ContentKey> keys = new ArrayList<>();
        keys.add(new ContentKeys("", "m", SPACE).key(text));
        keys.add(new ContentKeys("tenant", "m", SPACE).key(text));
        keys.add(new ContentKeys("", "m2", SPACE).key(text));
        keys.add(new ContentKeys("", "m", new Space("s", 3)).key(text));
        keys.add(new ContentKeys("", "m", new Space("t", 4)).key(text));
        keys.add(key(new Content.Text("a", false)));
        keys.add(key(new Content.Text("b")));
        keys.add(key(new Content.Text("")));
        keys.add(key(new Content.Text("\ud800")));
        keys.add(key(new Content.Text("\ud801")));
        keys.add(key(image(0, 'a')));
        keys.add(key(new Content.Audio(bytes(0, 'a'))));
        keys.add(key(new Content.Video(bytes(0, 'a'))));
        keys.add(key(new Content.Parts(Map.of("title", List.of(text), "body", List.of()))));
        keys.add(key(new Content.Parts(Map.of("title", List.of(), "body", List.of(text)))));
        keys.add(key(new Content.Parts(Map.of("title", List.of(text, text)))));
        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    }

    @Test
    void key_fieldsThatRunIntoEachOther_areAnother() {
        Content text = new Content.Text("a");
        assertThat(new ContentKeys("ab", "c", SPACE).key(text))
                .isNotEqualTo(new ContentKeys("a", "bc", SPACE).key(text));
    }

    @Test
    void key_ofTheSameBytesElsewhere_isTheSameAndMovesNoBuffer() {
        Content.Image one = image(0, 'a', 'b');
        Content.Image other = image(3, 'a', 'b');
        assertThat(key(one)).isEqualTo(key(other));
        assertThat(other.data().position()).isEqualTo(3);
        assertThat(key(one)).isEqualTo(key(one));
    }

    @Test
    void bytes_areThoseThatAreHashed() {
        assertThat(ContentKeys.bytes(List.of(new Content.Text("abc"), image(0, 'a', 'b'))))
                .isEqualTo(3 * 2 + 2);
    }

    private static ContentKey key(Content content) {
        return new ContentKeys("", "m", SPACE).key(content);
    }

    private static Content.Image image(int before, int... values) {
        return new Content.Image(bytes(before, values));
    }

    private static ByteBuffer bytes(int before, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(before + values.length);
        for (int i = 0; i < values.length; i++) {
            bytes.put(before + i, (byte) values[i]);
        }
        return bytes.position(before);
    }
}
