package dev.triptych.media.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Turns text into the token ids of one model, equal to the fast tokenizers of transformers, truncation included;
 * padding is left to who batches, unless the options ask for a fixed length.
 *
 * <p>Safe for use by many threads. Whoever makes one closes it; a call after that is a bug and throws
 * {@link IllegalStateException}.
 */
public final class TextTokenizer implements AutoCloseable {
    private final NativeTokenizer tokenizer;
    private final TextOptions options;
    private final UnaryOperator<String> prepare;
    private final OptionalInt padId;
    private final OptionalInt separator;
    private final String description;

    private TextTokenizer(
            NativeTokenizer tokenizer,
            TextOptions options,
            UnaryOperator<String> prepare,
            OptionalInt padId,
            OptionalInt separator,
            String description) {
        this.tokenizer = tokenizer;
        this.options = options;
        this.prepare = prepare;
        this.padId = padId;
        this.separator = separator;
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
        ObjectNode tree = Json.parse(tokenizerJson, TokenizerFiles.TOKENIZER);
        return of(
                new TokenizerBuilder.Built(tree, TokenizerFiles.TOKENIZER, UnaryOperator.identity()),
                options,
                PadToken.of(tree, Optional.empty()),
                separator(tree, options, TokenizerFiles.TOKENIZER, Optional.empty()),
                sha256(tokenizerJson));
    }

    /**
     * The tokenizer of a folder's files: {@code tokenizer.json}, else what transformers would build of the vocabulary.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when a file is missing, {@code CONFIG_INVALID} or
     *     {@code MODEL_CORRUPT} when one cannot be used, {@code MODEL_UNSUPPORTED} for an unknown kind of tokenizer
     */
    public static TextTokenizer open(TokenizerFiles files, TextOptions options) {
        TokenizerBuilder.Built built = TokenizerBuilder.build(files);
        TextOptions settled = options.cutAt(
                        options.truncation().or(files::truncationSide).orElse(Side.RIGHT))
                .padAt(options.padding().or(files::paddingSide).orElse(Side.RIGHT));
        SpecialTokens special = SpecialTokens.read(files, Map.of());
        Optional<String> pad = special.named("pad_token");
        String identity = built.source().endsWith(TokenizerFiles.TOKENIZER)
                ? sha256(files.read(TokenizerFiles.TOKENIZER))
                : sha256(Json.write(built.tree()).getBytes(StandardCharsets.UTF_8));
        return of(
                built,
                settled,
                PadToken.of(built.tree(), pad.or(built::padToken)),
                separator(built.tree(), settled, built.source(), special.named("sep_token")),
                identity);
    }

    // BERT's own name of it, where the files name none.
    private static OptionalInt separator(ObjectNode tree, TextOptions options, String source, Optional<String> named) {
        if (!options.separatorsZeroed()) {
            return OptionalInt.empty();
        }
        OptionalInt id = PadToken.find(tree, named.orElse("[SEP]"));
        if (id.isEmpty()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    source + ": separators are to be dropped, but none is known; state sep_token in"
                            + " tokenizer_config.json");
        }
        return id;
    }

    private static TextTokenizer of(
            TokenizerBuilder.Built built,
            TextOptions options,
            OptionalInt padId,
            OptionalInt separator,
            String identity) {
        if (!built.tree().path("model").path("vocab").isContainerNode()) {
            throw TaskException.of(Reason.CONFIG_INVALID, built.source() + ": model.vocab is missing");
        }
        if (options.padTo().isPresent() && padId.isEmpty()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    built.source() + ": texts are to be padded, but no padding token is known; state pad_token in"
                            + " tokenizer_config.json");
        }
        if (options.lowerCase()) {
            lowerCase(built.tree());
        }
        try {
            return new TextTokenizer(
                    NativeTokenizer.of(
                            built.tree(),
                            options.maxLength(),
                            options.truncation().orElse(Side.RIGHT)),
                    options,
                    built.prepare(),
                    padId,
                    separator,
                    describe(identity, options));
        } catch (RuntimeException refused) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, built.source() + ": the tokenizers library cannot use it", refused);
        }
    }

    private static void lowerCase(ObjectNode tree) {
        ObjectNode sequence = Json.typed("Sequence");
        ArrayNode steps = sequence.putArray("normalizers").add(Json.typed("Lowercase"));
        if (tree.path("normalizer").isObject()) {
            steps.add(tree.path("normalizer"));
        }
        tree.set("normalizer", sequence);
    }

    private static String describe(String identity, TextOptions options) {
        return "tokenizer(sha256=" + identity + ",max=" + options.maxLength()
                + (options.truncation().orElse(Side.RIGHT) == Side.LEFT ? ",cut=left" : "")
                + (options.padTo().isPresent() ? ",pad=" + options.padTo().getAsInt() : "")
                + (options.padTo().isPresent() && options.padding().orElse(Side.RIGHT) == Side.LEFT ? ",side=left" : "")
                + (options.lowerCase() ? ",lower" : "")
                + (options.separatorsZeroed() ? ",sep=0" : "") + ")";
    }

    /** The {@code model_max_length} of a {@code tokenizer_config.json}; empty where it states none, or a meaningless one. */
    public static OptionalInt modelMaxLength(String tokenizerConfigJson) {
        return TokenizerFiles.maxLength(Json.parse(tokenizerConfigJson, "tokenizer_config.json"));
    }

    /**
     * The tokens of a text.
     *
     * @throws TaskException {@code TEXT_EMPTY}, {@code TEXT_TOO_LONG} (of characters; too many tokens are cut) or
     *     {@code TEXT_INVALID} (half of a surrogate pair)
     */
    public Tokens encode(String text) {
        checkLength(text);
        checkPairs(text);
        Tokens tokens = zeroed(tokenizer.encode(prepared(text)));
        return options.padTo().isEmpty()
                ? tokens
                : tokens.padded(
                        options.padTo().getAsInt(),
                        padId.orElse(0),
                        options.padding().orElse(Side.RIGHT));
    }

    /**
     * Refuses by its length alone a text that would be refused later: before memory is kept for it and a thread taken.
     *
     * @throws TaskException {@code TEXT_EMPTY} or {@code TEXT_TOO_LONG} (of characters)
     */
    public void checkLength(String text) {
        if (text.isEmpty() && !options.allowEmpty()) {
            throw TaskException.of(Reason.TEXT_EMPTY, "text: it is empty; send at least one character");
        }
        if (text.length() > options.maxChars()) {
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            "text: got " + text.length() + " characters, limit " + options.maxChars() + "; shorten it")
                    .with("limit", Integer.toString(options.maxChars()));
        }
    }

    private Tokens zeroed(Tokens tokens) {
        return separator.isPresent() ? tokens.zeroed(separator.getAsInt()) : tokens;
    }

    /** The id of the padding token; empty where no file tells. */
    public OptionalInt padId() {
        return padId;
    }

    /**
     * The tokens of an item, at least one; a text that must not be cut and is too long is refused.
     *
     * @throws TaskException as {@link #encode(String)} says; {@code TEXT_TOO_LONG} with the metadata {@code tokens} and
     *     {@code limit}; and {@code TEXT_EMPTY} where nothing is left, as of an empty text without special tokens
     */
    public Tokens encode(Content.Text content) {
        Tokens tokens = encode(content.text());
        if (tokens.length() == 0) {
            throw TaskException.of(
                    Reason.TEXT_EMPTY,
                    "text: the model reads no token of its " + content.text().length()
                            + " characters; send at least one that it knows");
        }
        if (tokens.truncated() && !content.truncate()) {
            int count = tokenizer.count(prepared(content.text()));
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            "text: got " + count + " tokens, special ones included, limit " + options.maxLength()
                                    + "; shorten it or allow truncation")
                    .with("tokens", Integer.toString(count))
                    .with("limit", Integer.toString(options.maxLength()));
        }
        return tokens;
    }

    private String prepared(String text) {
        return prepare.apply(text);
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

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
