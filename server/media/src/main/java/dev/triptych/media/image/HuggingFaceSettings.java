package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.error.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code preprocessor_config.json}, or the {@code image_processor} of a {@code processor_config.json}, as the Pillow
 * processors of transformers 5.23 do. What is left out has the processor's defaults; where no processor is named, it is the one
 * of the model's type. A key that the processor does not look at changes nothing there, and nothing here; a value that is not
 * understood is refused by name.
 */
final class HuggingFaceSettings {
    private static final String FILE = "preprocessor config";
    private static final List<String> TYPE_KEYS = List.of("image_processor_type", "feature_extractor_type");
    private static final List<Float> NO_MEAN = List.of(0f, 0f, 0f);
    private static final Set<String> READ = Set.of(
            "do_resize",
            "size",
            "default_to_square",
            "resample",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std",
            "do_pad",
            "pad_size",
            "do_convert_rgb",
            "image_processor_type",
            "feature_extractor_type",
            "data_format");
    /** Keys that change no pixel of a single image. */
    private static final Set<String> HARMLESS = Set.of(
            "processor_class",
            "_processor_class",
            "auto_map",
            "device",
            "disable_grouping",
            "do_reduce_labels",
            "reduce_labels",
            "input_data_format",
            "return_tensors",
            "use_fast",
            "image_seq_length",
            "transformers_version",
            "_valid_processor_keys",
            "_name_or_path",
            "_commit_hash",
            "num_channels");

    private final ProcessorFamily family;
    private final ConfigReader config;

    private HuggingFaceSettings(ProcessorFamily family, ConfigReader config) {
        this.family = family;
        this.config = config;
    }

    /** What a file means that names its processor. */
    static ImageSettings parse(String text) {
        return parse(text, "");
    }

    /**
     * What a file means.
     *
     * @param modelType the {@code model_type} of {@code config.json}; empty where there is none
     */
    static ImageSettings parse(String text, String modelType) {
        JsonNode own = own(text);
        ConfigReader given = new ConfigReader(FILE, own);
        ProcessorFamily family = family(given, modelType);
        check(given, family);
        return new HuggingFaceSettings(family, ConfigReader.over(FILE, family.defaults(), own)).settings();
    }

    /** The keys of the same file that its processor does not look at. */
    static List<String> ignored(String text, String modelType) {
        ConfigReader given = new ConfigReader(FILE, own(text));
        Set<String> read = new HashSet<>(READ);
        read.addAll(ConfigReader.keys(family(given, modelType).defaults()));
        return given.others(read, HARMLESS);
    }

    private static JsonNode own(String text) {
        JsonNode root = ConfigReader.parse(FILE, text);
        JsonNode nested = root.path("image_processor");
        return nested.isObject() ? nested : root;
    }

    private static ProcessorFamily family(ConfigReader given, String modelType) {
        Optional<String> named = TYPE_KEYS.stream().filter(given::has).findFirst();
        String key = named.orElse(TYPE_KEYS.get(0));
        String type = named.map(name -> given.value(name).asText())
                .or(() -> ModelTypes.processor(modelType))
                .orElseThrow(() -> given.invalid(
                        key,
                        "is missing, and the model_type " + Quoted.text(modelType)
                                + " of config.json has no image processor of its own; state it"));
        ProcessorFamily family = ProcessorFamily.of(type);
        if (family == null) {
            String why = type.startsWith("Siglip2ImageProcessor")
                    ? " (patches of any image shape, NaFlex); export the checkpoint at a fixed resolution"
                    : "; supported are " + ProcessorFamily.names();
            throw given.unsupported(key, "is " + Quoted.text(type) + why);
        }
        return family;
    }

    private static void check(ConfigReader given, ProcessorFamily family) {
        if (given.has("data_format") && !given.value("data_format").asText().equals("channels_first")) {
            throw given.unsupported("data_format", "is not channels_first");
        }
        if (!family.order().pads() && given.flag("do_pad") && given.has("pad_size")) {
            throw given.unsupported("pad_size", "is not looked at by " + family.name());
        }
    }

    private ImageSettings settings() {
        // Read even where it is not used: a wrong type is a mistake.
        config.flag("do_convert_rgb");
        HuggingFaceSize size = new HuggingFaceSize(family, config);
        boolean resizes = config.flag("do_resize");
        Optional<ResizeTo> resize = resizes ? Optional.of(size.resize()) : Optional.empty();
        Optional<CropTo> own = resizes ? size.ownCrop() : Optional.empty();
        boolean crops = config.flag("do_center_crop") && family.order().crops();
        if (crops && own.isPresent()) {
            throw config.unsupported("do_center_crop", "is true, but " + family.name() + " crops by crop_pct already");
        }
        Optional<CropTo> crop = crops ? Optional.of(size.crop()) : own;
        boolean pads = config.flag("do_pad")
                && config.has("pad_size")
                && family.order().pads();
        Optional<Size> pad = pads ? Optional.of(size.pad()) : Optional.empty();
        boolean bgr = family.order() == ProcessorFamily.Order.MOBILEVIT && config.flag("do_flip_channel_order");
        return new ImageSettings(resize, filter(), crop, steps(), bgr, pad);
    }

    private List<PixelStep> steps() {
        List<PixelStep> steps = new ArrayList<>();
        boolean efficient = family.order() == ProcessorFamily.Order.EFFICIENTNET;
        if (config.flag("do_rescale")) {
            steps.add(new PixelStep.Multiply(config.number("rescale_factor")));
            if (efficient && config.flag("rescale_offset")) {
                steps.add(new PixelStep.Add(-1));
            }
        }
        if (config.flag("do_normalize") && family.order() != ProcessorFamily.Order.MOBILEVIT) {
            steps.add(new PixelStep.Normalise(config.triple("image_mean"), config.divisors("image_std")));
        }
        if (efficient && config.flag("include_top")) {
            steps.add(new PixelStep.Normalise(NO_MEAN, config.divisors("image_std")));
        }
        return steps;
    }

    private ResampleFilter filter() {
        JsonNode node = config.value("resample");
        if (!node.isIntegralNumber() || node.intValue() < 0 || node.intValue() > 5) {
            throw config.invalid("resample", "is not one of Pillow's numbers, 0 to 5");
        }
        return ResampleFilter.ofCode(node.intValue());
    }
}
