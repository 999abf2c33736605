package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files say in words: names of processors, and keys that are refused by name. */
class PreprocessorFilesTest {
    @ParameterizedTest
    @CsvSource({
        "CLIPFeatureExtractor, CLIPImageProcessor",
        "ViTImageProcessorFast, ViTImageProcessor",
        "ConvNextFeatureExtractor, ConvNextImageProcessor",
        "SiglipImageProcessorPil, SiglipImageProcessor"
    })
    void parse_processorUnderAnotherName_isTheSame(String name, String canonical) {
        assertThat(parse("{'image_processor_type': '" + name + "'}"))
                .isEqualTo(parse("{'feature_extractor_type': '" + canonical + "'}"));
    }

    @ParameterizedTest
    @CsvSource({"'', image_processor_type", "gpt2, gpt2", "dinov3_vit, DINOv3ViTImageProcessor"})
    void parse_processorNamedByNobody_isRefused(String modelType, String named) {
        TaskException refused =
                catchThrowableOfType(TaskException.class, () -> HuggingFaceSettings.parse("{\"size\": 48}", modelType));
        assertThat(refused.metadata()).containsEntry("key", "image_processor_type");
        assertThat(refused).hasMessageContaining(named);
    }

    @Test
    void parse_loneImageTower_hasItsWholeModelsProcessor() {
        assertThat(HuggingFaceSettings.parse("{}", "siglip_vision_model"))
                .isEqualTo(HuggingFaceSettings.parse("{}", "siglip"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'crop_pct': 0.9, 'size': 48} | crop_pct",
                "{'size': 48, 'do_sharpen': true, 'do_blur': false, 'x': null} | do_sharpen",
                "{'size': 48, 'rescale_offset': true} | rescale_offset"
            })
    void ignored_keyThatTheProcessorDoesNotLookAt_isNamedAndChangesNothing(String json, String key) {
        assertThat(HuggingFaceSettings.ignored(json.replace('\'', '"'), "vit")).containsExactly(key);
        assertThat(HuggingFaceSettings.parse(json.replace('\'', '"'), "vit"))
                .isEqualTo(HuggingFaceSettings.parse("{\"size\": 48}", "vit"));
        assertThat(HuggingFaceSettings.ignored("{\"crop_pct\": 0.9, \"size\": 48}", "convnext"))
                .isEmpty();
    }

    @Test
    void description_anyProcessor_saysThatImagesAreTurnedUpright() {
        assertThat(ImagePreprocessor.fromHuggingFace("{}", "clip").description())
                .startsWith("rgb(alpha=drop,orientation=upright) ");
        ImageOptions asStored = new ImageOptions(false, ImageOptions.Animation.FIRST_FRAME);
        assertThat(parse("{}").canonical(asStored)).startsWith("rgb(alpha=drop,orientation=keep) ");
    }

    @Test
    void parse_null_isAsGoodAsAbsent() {
        assertThat(parse("{'image_processor_type': 'ViTImageProcessor', 'size': null, 'do_resize': null}"))
                .isEqualTo(parse("{'image_processor_type': 'ViTImageProcessor'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'image_processor_type': 'Siglip2ImageProcessor'}",
                "{'image_processor_type': 'DINOv3ViTImageProcessorFast'}",
                "{'image_processor_type': 'Owlv2ImageProcessor'}"
            })
    void parse_otherProcessors_areUnsupportedAndSaySo(String json) {
        TaskException refused = refused(json);
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
        assertThat(refused.metadata()).containsEntry("key", "image_processor_type");
    }

    @Test
    void parse_naFlex_saysWhatToDo() {
        assertThat(refused("{'image_processor_type': 'Siglip2ImageProcessor'}"))
                .hasMessageContaining("NaFlex")
                .hasMessageContaining("fixed resolution");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'data_format': 'channels_last'} | data_format",
                "{'size': {'longest_edge': 48}} | size",
                "{'size': {'shortest_edge': 48, 'width': 3}} | size",
                "{'crop_size': {'shortest_edge': 48}} | crop_size",
                "{'image_processor_type': 'ConvNextImageProcessor', 'size': {'height': 48, 'width': 48}} | size",
                "{'image_processor_type': 'BeitImageProcessor', 'do_pad': true, 'pad_size': 9} | pad_size",
                "{'image_processor_type': 'ConvNextImageProcessor', 'size': 64, 'do_center_crop': true, 'crop_size': 64}"
                        + " | do_center_crop"
            })
    void parse_unsupportedKey_isRefusedByName(String json, String key) {
        TaskException refused = refused(json);
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
        assertThat(refused.metadata()).containsEntry("key", key);
        assertThat(refused.text()).hasSizeLessThan(512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'do_resize': 1} | do_resize",
                "{'do_convert_rgb': 'no'} | do_convert_rgb",
                "{'size': 0} | size",
                "{'size': 1.5} | size",
                "{'size': {'shortest_edge': 100000}} | size.shortest_edge",
                "{'resample': 6} | resample",
                "{'resample': 'bicubic'} | resample",
                "{'image_mean': [0.5, 0.5]} | image_mean",
                "{'image_mean': ['a', 'b', 'c']} | image_mean",
                "{'image_std': [0.5, 0, 0.5]} | image_std",
                "{'rescale_factor': 'x'} | rescale_factor",
                "{'image_processor_type': 'ConvNextImageProcessor', 'size': 64, 'crop_pct': 0} | crop_pct",
                "{'image_processor_type': 'SiglipImageProcessor', 'do_center_crop': true} | crop_size"
            })
    void parse_wrongValue_isInvalidAndNamed(String json, String key) {
        TaskException refused = refused(json);
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused.metadata()).containsEntry("key", key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "nonsense", "{'size': "})
    void parse_notAnObject_isInvalid(String json) {
        assertThat(refused(json).reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(catchThrowableOfType(TaskException.class, () -> OpenClipSettings.parse(json))
                        .reason())
                .isEqualTo(Reason.CONFIG_INVALID);
    }

    @Test
    void openClip_modelsOwnSize_winsOverTheFiles() {
        String json = "{'model_cfg': {'vision_cfg': {'image_size': [48, 40]}}, 'preprocess_cfg': {'size': 224}}";
        assertThat(openClip(json)).isEqualTo(openClip("{'size': [48, 40]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'mode': 'L'} | mode",
                "{'interpolation': 'lanczos'} | interpolation",
                "{'resize_mode': 'pad'} | resize_mode",
                "{'crop_pct': 0.9} | crop_pct",
                "{'size': [3, 224, 224]} | size",
                "{'fill_color': 256} | fill_color",
                "{'std': 0} | std"
            })
    void openClip_whatIsNotUnderstood_isRefusedByName(String json, String key) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> openClip(json));
        assertThat(refused.reason()).isIn(Reason.MODEL_UNSUPPORTED, Reason.CONFIG_INVALID);
        assertThat(refused.metadata()).containsEntry("key", key);
    }

    private static ImageSettings parse(String json) {
        return HuggingFaceSettings.parse(json.replace('\'', '"'), "clip");
    }

    private static ImageSettings openClip(String json) {
        return OpenClipSettings.parse(json.replace('\'', '"'));
    }

    private static TaskException refused(String json) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> parse(json));
        assertThat(refused).isNotNull();
        return refused;
    }
}
