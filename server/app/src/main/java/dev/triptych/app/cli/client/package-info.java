/**
 * The commands that ask a running server: list, embed, classify and rank.
 *
 * <p>Starting points: {@link dev.triptych.app.cli.client.EmbedCommand} for a command,
 * {@link dev.triptych.app.cli.client.Batches} for how inputs reach the server.
 */
@NullMarked
package dev.triptych.app.cli.client;

import org.jspecify.annotations.NullMarked;
