package dev.triptych.media.image;

import static dev.triptych.media.testing.Fixtures.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The goldens have teeth: settings that are wrong by little miss at least one picture of each file they can change. */
class PreprocessingMutantsTest {
    /** One small mistake in reading or applying a file. */
    enum Mutant {
        OTHER_FILTER {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                ResampleFilter other =
                        right.filter() == ResampleFilter.BICUBIC ? ResampleFilter.BILINEAR : ResampleFilter.BICUBIC;
                return right.resize()
                        .map(to -> new ImageSettings(
                                right.resize(), other, right.crop(), right.steps(), right.bgr(), right.pad()));
            }
        },
        OTHER_ORDER_OF_PLANES {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                return Optional.of(new ImageSettings(
                        right.resize(), right.filter(), right.crop(), right.steps(), !right.bgr(), right.pad()));
            }
        },
        LAST_STEP_LEFT_OUT {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                return right.steps().isEmpty()
                        ? Optional.empty()
                        : Optional.of(steps(
                                right, right.steps().subList(0, right.steps().size() - 1)));
            }
        },
        RESCALED_BY_A_ROUNDED_FACTOR {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                List<PixelStep> steps = new ArrayList<>(right.steps());
                if (steps.contains(new PixelStep.Divide(255))) {
                    Collections.replaceAll(steps, new PixelStep.Divide(255), new PixelStep.Multiply(1f / 255));
                } else if (!Collections.replaceAll(
                        steps, new PixelStep.Multiply(1.0 / 255), new PixelStep.Multiply(1.0 / 256))) {
                    return Optional.empty();
                }
                return Optional.of(steps(right, steps));
            }
        },
        MEAN_OF_ANOTHER_MODEL {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                List<PixelStep> steps = new ArrayList<>(right.steps());
                steps.replaceAll(step -> step instanceof PixelStep.Normalise by
                        ? new PixelStep.Normalise(List.of(0.49f, 0.47f, 0.44f), by.deviation())
                        : step);
                return steps.equals(right.steps()) ? Optional.empty() : Optional.of(steps(right, steps));
            }
        },
        SIZE_ROUNDED_UP {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                return right.resize()
                        .filter(to -> !(to instanceof ResizeTo.Exactly))
                        .map(to -> {
                            Size size = to.size(image.width(), image.height());
                            boolean wide = image.width() > image.height();
                            return resize(
                                    right,
                                    new ResizeTo.Exactly(
                                            size.width() + (wide ? 1 : 0), size.height() + (wide ? 0 : 1)));
                        });
            }
        },
        SQUASHED {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                boolean keeps = right.resize()
                        .filter(to -> !(to instanceof ResizeTo.Exactly))
                        .isPresent();
                return keeps
                        ? right.crop().map(to -> resize(right, new ResizeTo.Exactly(to.width(), to.height())))
                        : Optional.empty();
            }
        },
        ODD_DIFFERENCE_SPLIT_AS_THE_OTHER_LIBRARY {
            @Override
            Optional<ImageSettings> of(ImageSettings right, RgbImage image) {
                Geometry geometry = Geometry.of(right, image.width(), image.height());
                Optional<CropTo> other = right.crop()
                        .map(crop -> new CropTo(crop.width(), crop.height(), other(crop.centre()), crop.fill()));
                ImageSettings wrong = new ImageSettings(
                        right.resize(), right.filter(), other, right.steps(), right.bgr(), right.pad());
                return geometry.equals(Geometry.of(wrong, image.width(), image.height()))
                        ? Optional.empty()
                        : Optional.of(wrong);
            }
        };

        private static CropTo.Centre other(CropTo.Centre centre) {
            return centre == CropTo.Centre.FLOOR ? CropTo.Centre.HALF_EVEN : CropTo.Centre.FLOOR;
        }

        /** The wrong settings; none where the mistake cannot be made. */
        abstract Optional<ImageSettings> of(ImageSettings right, RgbImage image);

        static ImageSettings steps(ImageSettings right, List<PixelStep> steps) {
            return new ImageSettings(right.resize(), right.filter(), right.crop(), steps, right.bgr(), right.pad());
        }

        static ImageSettings resize(ImageSettings right, ResizeTo to) {
            return new ImageSettings(
                    Optional.of(to), right.filter(), right.crop(), right.steps(), right.bgr(), right.pad());
        }
    }

    /** A result laid a little beside its place. */
    enum Slip {
        CROP_MOVED {
            @Override
            boolean appliesTo(ImageSettings settings) {
                return settings.crop().isPresent();
            }

            @Override
            byte[] tensor(ImageSettings settings, RgbImage image) {
                Geometry at = Geometry.of(settings, image.width(), image.height());
                Size size = at.resized();
                RgbImage all = new Resampler().resize(image, size.width(), size.height(), settings.filter());
                byte[] moved = new byte[(int) (3 * at.cropped().pixels())];
                for (int y = 0; y < at.cropped().height(); y++) {
                    for (int x = 0; x < at.cropped().width(); x++) {
                        copy(
                                all,
                                at.left() + 1 + x,
                                at.top() + 1 + y,
                                moved,
                                3 * (y * at.cropped().width() + x));
                    }
                }
                return PreprocessingGoldens.tensor(
                        rest(settings),
                        new RgbImage(at.cropped().width(), at.cropped().height(), moved));
            }
        },
        PADDED_ABOVE_AND_LEFT {
            @Override
            boolean appliesTo(ImageSettings settings) {
                return settings.pad().isPresent();
            }

            @Override
            byte[] tensor(ImageSettings settings, RgbImage image) {
                byte[] right = PreprocessingGoldens.tensor(settings, image);
                Geometry at = Geometry.of(settings, image.width(), image.height());
                int rows = at.tensor().height() - at.cropped().height();
                int columns = at.tensor().width() - at.cropped().width();
                byte[] wrong = new byte[right.length];
                int width = right.length / (3 * (int) at.tensor().pixels());
                int by = width * (rows * at.tensor().width() + columns);
                System.arraycopy(right, 0, wrong, by, right.length - by);
                return wrong;
            }
        };

        abstract boolean appliesTo(ImageSettings settings);

        abstract byte[] tensor(ImageSettings settings, RgbImage image);

        private static void copy(RgbImage from, int x, int y, byte[] to, int at) {
            if (x >= 0 && y >= 0 && x < from.width() && y < from.height()) {
                System.arraycopy(from.pixels(), 3 * (y * from.width() + x), to, at, 3);
            }
        }

        private static ImageSettings rest(ImageSettings settings) {
            return new ImageSettings(
                    Optional.empty(),
                    settings.filter(),
                    Optional.empty(),
                    settings.steps(),
                    settings.bgr(),
                    settings.pad());
        }
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void process_mutated_missesAPictureOfEachFile(Mutant mutant) {
        List<JsonNode> applicable = PreprocessingGoldens.all()
                .filter(golden -> mutants(golden, mutant).findAny().isPresent())
                .toList();
        assertThat(applicable).hasSizeGreaterThan(10);
        assertThat(applicable.stream()
                        .filter(golden -> mutants(golden, mutant).noneMatch(Wrong::misses))
                        .map(golden -> golden.get("config")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Slip.class)
    void write_cropOrPaddingMisplaced_missesAPictureOfEachFile(Slip slip) {
        List<JsonNode> applicable = PreprocessingGoldens.all()
                .filter(golden -> slip.appliesTo(PreprocessingGoldens.settings(golden)))
                .toList();
        assertThat(applicable).hasSizeGreaterThan(5);
        assertThat(applicable)
                .allSatisfy(golden -> assertThat(golden.get("cases")).anySatisfy(one -> {
                    assertThat(one.has("sha256")).isTrue();
                    RgbImage image =
                            PreprocessingGoldens.picture(one.get("image").asText());
                    byte[] wrong = slip.tensor(PreprocessingGoldens.settings(golden), image);
                    assertThat(sha256(wrong)).isNotEqualTo(one.path("sha256").asText());
                }));
    }

    private record Wrong(ImageSettings settings, RgbImage image, String golden) {
        boolean misses() {
            return !sha256(PreprocessingGoldens.tensor(settings, image)).equals(golden);
        }
    }

    private static Stream<Wrong> mutants(JsonNode golden, Mutant mutant) {
        ImageSettings right = PreprocessingGoldens.settings(golden);
        List<Wrong> out = new ArrayList<>();
        for (JsonNode one : golden.get("cases")) {
            RgbImage image = PreprocessingGoldens.picture(one.get("image").asText());
            if (one.has("sha256") && image.width() > 3 && image.height() > 3) {
                mutant.of(right, image)
                        .ifPresent(wrong -> out.add(
                                new Wrong(wrong, image, one.get("sha256").asText())));
            }
        }
        return out.stream();
    }
}
