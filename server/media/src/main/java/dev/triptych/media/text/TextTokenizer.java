package dev.triptych.media.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * Turns text into the token ids of one model, equal to the fast tokenizers of transformers, truncation included;
 * padding is left to who batches.
 *
 * <p>Safe for use by many threads. Whoever makes one closes it; a call after that is a bug and throws
 * {@link IllegalStateException}.
 */
public final class TextTokenizer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final NativeTokenizer tokenizer;
    private final TextOptions options;
    private final String description;

    private TextTokenizer(NativeTokenizer tokenizer, TextOptions options, String description) {
        this.tokenizer = tokenizer;
        this.options = options;
        this.description = description;
    }

    /**
     * Loads the native library. Call it once, before plugins run, on a thread whose context class loader is the server's:
     * under a plugin's own the library does not find itself.
     */
    public static void loadLibrary() {
        NativeTokenizer.load();
    }

    /**
     * The tokenizer of a {@code tokenizer.json}.
     *
     * @param tokenizerJson the file's bytes
     * @throws TaskException {@code CONFIG_INVALID} when they are none
     */
    public static TextTokenizer fromHuggingFace(byte[] tokenizerJson, TextOptions options) {
        String text = new String(tokenizerJson, StandardCharsets.UTF_8);
        JsonNode model = parse(text, "tokenizer.json").path("model");
        if (!model.path("vocab").isContainerNode()) {
            throw TaskException.of(Reason.CONFIG_INVALID, "tokenizer.json: model.vocab is missing");
        }
        try {
            return new TextTokenizer(
                    NativeTokenizer.of(text, options.maxLength()),
                    options,
                    "tokenizer(sha256=" + sha256(tokenizerJson) + ",max=" + options.maxLength() + ")");
        } catch (RuntimeException refused) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, "tokenizer.json: the tokenizers library cannot use it", refused);
        }
    }

    /** The {@code model_max_length} of a {@code tokenizer_config.json}; empty where it states none, or a meaningless one. */
    public static OptionalInt modelMaxLength(String tokenizerConfigJson) {
        JsonNode length = parse(tokenizerConfigJson, "tokenizer_config.json").path("model_max_length");
        boolean meant = length.isNumber() && length.doubleValue() >= 4 && length.doubleValue() <= 1 << 20;
        return meant ? OptionalInt.of(length.intValue()) : OptionalInt.empty();
    }

    /**
     * The tokens of a text.
     *
     * @throws TaskException {@code TEXT_EMPTY}, {@code TEXT_TOO_LONG} (of characters; too many tokens are cut) or
     *     {@code TEXT_INVALID} (half of a surrogate pair)
     */
    public Tokens encode(String text) {
        if (text.isEmpty() && !options.allowEmpty()) {
            throw TaskException.of(Reason.TEXT_EMPTY, "text: it is empty; send at least one character");
        }
        if (text.length() > options.maxChars()) {
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            "text: got " + text.length() + " characters, limit " + options.maxChars() + "; shorten it")
                    .with("limit", Integer.toString(options.maxChars()));
        }
        checkPairs(text);
        return tokenizer.encode(text);
    }

    /**
     * The tokens of an item; a text that must not be cut and is too long is refused.
     *
     * @throws TaskException as {@link #encode(String)} says, and {@code TEXT_TOO_LONG} with the metadata {@code tokens} and
     *     {@code limit}
     */
    public Tokens encode(Content.Text content) {
        Tokens tokens = encode(content.text());
        if (tokens.truncated() && !content.truncate()) {
            int count = tokenizer.count(content.text());
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            "text: got " + count + " tokens, special ones included, limit " + options.maxLength()
                                    + "; shorten it or allow truncation")
                    .with("tokens", Integer.toString(count))
                    .with("limit", Integer.toString(options.maxLength()));
        }
        return tokens;
    }

    /** How texts are treated. */
    public TextOptions options() {
        return options;
    }

    /** One line that is equal exactly when the tokens are: part of an embedding space's identity. */
    public String description() {
        return description;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** Native code would end the process over text that is not valid UTF-16. */
    private static void checkPairs(String text) {
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (open != Character.isLowSurrogate(c)) {
                throw lone(open ? i - 1 : i);
            }
            open = Character.isHighSurrogate(c);
        }
        if (open) {
            throw lone(text.length() - 1);
        }
    }

    private static TaskException lone(int at) {
        return TaskException.of(
                Reason.TEXT_INVALID, "text: half of a surrogate pair at character " + at + "; send valid UTF-8");
    }

    private static JsonNode parse(String text, String file) {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException bad) {
            throw TaskException.of(Reason.CONFIG_INVALID, file + ": it is not JSON", bad);
        }
        throw TaskException.of(Reason.CONFIG_INVALID, file + ": it is not a JSON object");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
