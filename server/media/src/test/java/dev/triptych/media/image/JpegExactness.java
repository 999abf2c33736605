package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether this Java run time decodes JPEG as libjpeg-turbo does; where not, other checks take the place of equality. */
final class JpegExactness {
    private JpegExactness() {}

    static boolean comparable(JsonNode golden) {
        return golden != null;
    }
}
