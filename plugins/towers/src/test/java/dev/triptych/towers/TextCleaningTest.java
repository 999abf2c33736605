package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Python's open_clip 3.3 and transformers 5.23 make of the same texts. */
class TextCleaningTest {
    private static final String TEXT = "  A_Photo,\tof\u00a0(two)\u3000\"CATS\"! ";

    @Test
    void clean_openClipsKinds_cleanAsItDoes() {
        assertThat(TextCleaning.NONE.clean(TEXT)).isEqualTo(TEXT);
        assertThat(TextCleaning.WHITESPACE.clean(TEXT)).isEqualTo("A_Photo, of (two) \"CATS\"!");
        assertThat(TextCleaning.LOWER.clean(TEXT)).isEqualTo("a_photo, of (two) \"cats\"!");
        assertThat(TextCleaning.CANONICALIZE.clean(TEXT)).isEqualTo("a photo of two cats");
    }

    @Test
    void clean_capitalSigmaAtTheEnd_isFinalInPythonAndPlainInRust() {
        assertThat(TextCleaning.CANONICALIZE.clean("\u03a3\u0391\u03a3")).isEqualTo("\u03c3\u03b1\u03c2");
        assertThat(TextCleaning.LOWER_LETTERS.clean("\u03a3\u0391\u03a3")).isEqualTo("\u03c3\u03b1\u03c3");
        assertThat(TextCleaning.LOWER_LETTERS.clean("\u0130")).isEqualTo("i\u0307");
    }

    @Test
    void ofOpenClip_names_areThoseOfItsTokenizers() {
        assertThat(TextCleaning.ofOpenClip("canonicalize", false)).contains(TextCleaning.CANONICALIZE);
        assertThat(TextCleaning.ofOpenClip("lower", true)).contains(TextCleaning.REPAIRED_LOWER);
        assertThat(TextCleaning.ofOpenClip("lower_letters", true)).isEmpty();
        assertThat(TextCleaning.ofOpenClip("none", false)).isEmpty();
    }
}
