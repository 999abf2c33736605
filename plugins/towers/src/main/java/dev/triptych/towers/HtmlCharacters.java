package dev.triptych.towers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The named and numbered characters of HTML 5 in a text, resolved in the two ways of Python: that of {@code html.unescape},
 * which forgives a missing semicolon, and that of ftfy, which does not. Stateless.
 */
final class HtmlCharacters {
    private static final Pattern ANY = Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");
    private static final Pattern CLOSED = Pattern.compile("&(#?[0-9A-Za-z]{1,24};)");
    /** Names with their semicolon, and the few that do without. */
    private static final Map<String, String> NAMES = read();
    /** Names of small letters in capitals, where that means nothing else. */
    private static final Map<String, String> SHOUTED = shouted();

    private HtmlCharacters() {}

    /** As {@code html.unescape}. */
    static String unescape(String text) {
        return text.indexOf('&') < 0
                ? text
                : ANY.matcher(text).replaceAll(found -> Matcher.quoteReplacement(lenient(found.group(1))));
    }

    /** As ftfy's {@code unescape_html}: closed by a semicolon, or left alone. */
    static String unescapeClosed(String text) {
        return text.indexOf('&') < 0
                ? text
                : CLOSED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(closed(found.group(1))));
    }

    private static String closed(String name) {
        if (name.charAt(0) != '#') {
            return Optional.ofNullable(NAMES.get(name))
                    .or(() -> Optional.ofNullable(SHOUTED.get(name)))
                    .orElse("&" + name);
        }
        String number = unescape("&" + name);
        return number.indexOf(';') < 0 ? number : "&" + name;
    }

    private static String lenient(String name) {
        if (name.charAt(0) == '#') {
            return numbered(name);
        }
        for (int length = name.length(); length > 1; length--) {
            String known = NAMES.get(name.substring(0, length));
            if (known != null) {
                return known + name.substring(length);
            }
        }
        return "&" + name;
    }

    private static String numbered(String name) {
        boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
        int number = 0;
        for (int i = hexadecimal ? 2 : 1; i < name.length() && name.charAt(i) != ';'; i++) {
            // What is beyond Unicode stays beyond it.
            number = Math.min(
                    number * (hexadecimal ? 16 : 10) + Character.digit(name.charAt(i), 16),
                    Character.MAX_CODE_POINT + 1);
        }
        return character(number);
    }

    private static String character(int number) {
        if (number >= 0x80 && number <= 0x9f) {
            return Character.toString(Windows1252.of((char) number));
        }
        boolean surrogate = number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
        if (number == 0 || surrogate || number > Character.MAX_CODE_POINT) {
            return "\ufffd";
        }
        return invalid(number) ? "" : Character.toString(number);
    }

    private static boolean invalid(int number) {
        boolean control = number < 0x20 && number != '\t' && number != '\n' && number != '\f' && number != '\r';
        boolean none = (number & 0xfffe) == 0xfffe || (number >= 0xfdd0 && number <= 0xfdef);
        return control || none || number == 0x7f;
    }

    private static Map<String, String> read() {
        Map<String, String> names = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(HtmlCharacters.class.getResourceAsStream("html-names.tsv")),
                StandardCharsets.US_ASCII))) {
            lines.lines().forEach(line -> {
                int tab = line.indexOf('\t');
                StringBuilder characters = new StringBuilder();
                for (String code : line.substring(tab + 1).split(" ", -1)) {
                    characters.appendCodePoint(Integer.parseInt(code, 16));
                }
                names.put(line.substring(0, tab), characters.toString());
            });
            return Map.copyOf(names);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private static Map<String, String> shouted() {
        Map<String, String> shouted = new HashMap<>();
        NAMES.forEach((name, value) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            boolean small = name.endsWith(";") && name.equals(name.toLowerCase(Locale.ROOT));
            if (small && lenient(upper).equals("&" + upper)) {
                shouted.put(upper, value.toUpperCase(Locale.ROOT));
            }
        });
        return Map.copyOf(shouted);
    }
}
