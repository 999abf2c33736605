package dev.triptych.media.image;

/**
 * The size of the centre crop; where the image is smaller, black is laid around it.
 *
 * @param width columns, 1 and more
 * @param height rows, 1 and more
 */
public record CropTo(int width, int height) {}
