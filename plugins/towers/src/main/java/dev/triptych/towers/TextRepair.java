package dev.triptych.towers;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What open_clip does to a text before it cleans it: {@code ftfy.fix_text} of ftfy 6.3, then {@code html.unescape} twice.
 * HTML's characters, straight quotes for curly ones, ligatures and full width taken apart, control characters and terminal
 * colours dropped, NFC.
 *
 * <p>Left out is ftfy's guess at another encoding ("mojibake" is not repaired), and a text that is escaped more than eight
 * times over keeps the rest. Stateless.
 */
final class TextRepair {
    private static final int ROUNDS = 8;
    private static final Pattern TERMINAL = Pattern.compile("\u001b\\[[\\p{Nd};]*[a-zA-Z]");
    private static final Map<Character, String> LIGATURES = Map.ofEntries(
            Map.entry('\u0132', "IJ"),
            Map.entry('\u0133', "ij"),
            Map.entry('\u0149', "'n"),
            Map.entry('\u01f1', "DZ"),
            Map.entry('\u01f2', "Dz"),
            Map.entry('\u01f3', "dz"),
            Map.entry('\u01c4', "D\u017d"),
            Map.entry('\u01c5', "D\u017e"),
            Map.entry('\u01c6', "d\u017e"),
            Map.entry('\u01c7', "LJ"),
            Map.entry('\u01c8', "Lj"),
            Map.entry('\u01c9', "lj"),
            Map.entry('\u01ca', "NJ"),
            Map.entry('\u01cb', "Nj"),
            Map.entry('\u01cc', "nj"),
            Map.entry('\ufb00', "ff"),
            Map.entry('\ufb01', "fi"),
            Map.entry('\ufb02', "fl"),
            Map.entry('\ufb03', "ffi"),
            Map.entry('\ufb04', "ffl"),
            Map.entry('\ufb05', "\u017ft"),
            Map.entry('\ufb06', "st"));

    private TextRepair() {}

    /** The repaired text; half a surrogate pair stays what it is. */
    static String repair(String text) {
        if (text.chars().allMatch(TextRepair::sound)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        // From the first < on, a text is taken for HTML, whose escapes are meant.
        boolean html = false;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from) + 1;
            String line = text.substring(from, end == 0 ? text.length() : end);
            html |= line.indexOf('<') >= 0;
            out.append(line(line, html));
            from += line.length();
        }
        return HtmlCharacters.unescape(HtmlCharacters.unescape(out.toString()));
    }

    private static boolean sound(int c) {
        return (c >= ' ' && c <= '~' && c != '&') || c == '\t' || c == '\n';
    }

    private static String line(String line, boolean html) {
        String now = line;
        for (int round = 0; round < ROUNDS; round++) {
            String before = now;
            now = once(html ? now : HtmlCharacters.unescapeClosed(now));
            if (now.equals(before)) {
                break;
            }
        }
        return now;
    }

    private static String once(String line) {
        StringBuilder letters = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            letters.append(letter(Windows1252.of(line.charAt(i))));
        }
        String broken = letters.toString().replace("\r\n", "\n").replace('\r', '\n');
        String calm = TERMINAL.matcher(broken).replaceAll("");
        StringBuilder kept = new StringBuilder(calm.length());
        calm.chars().filter(c -> !control(c)).forEach(c -> kept.append((char) c));
        return Normalizer.normalize(kept, Normalizer.Form.NFC);
    }

    private static String letter(char c) {
        if (c == '\u02bc' || (c >= '\u2018' && c <= '\u201b')) {
            return "'";
        }
        if (c >= '\u201c' && c <= '\u201f') {
            return "\"";
        }
        if (c == '\u2028' || c == '\u2029') {
            return "\n";
        }
        if (c == '\u3000' || (c >= '\uff01' && c <= '\uffef')) {
            return Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
        }
        String apart = LIGATURES.get(c);
        return apart == null ? String.valueOf(c) : apart;
    }

    private static boolean control(int c) {
        boolean ascii = (c < ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') || c == 0x7f;
        return ascii || (c >= 0x206a && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffc);
    }
}
