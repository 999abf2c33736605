package dev.triptych.client;

import java.util.Map;

/**
 * The server that answers, and what requests may measure whatever the model; 0: the limit does not apply.
 *
 * @param version its version
 * @param maxMessageBytes bytes of one request message
 * @param maxItems items in one call
 * @param maxLabels labels in one call
 * @param maxTextBytes bytes of one text
 * @param maxImagePixels pixels of one picture
 * @param maxStreamItems items of one stream that it works on at once
 * @param labelSets how many labels each of its label sets has, by name
 */
public record ServerInfo(
        String version,
        long maxMessageBytes,
        int maxItems,
        int maxLabels,
        int maxTextBytes,
        long maxImagePixels,
        int maxStreamItems,
        Map<String, Integer> labelSets) {}
