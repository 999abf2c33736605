/**
 * Model folders as they lie on disk: found, contained, checked for being whole. Starting points: {@link dev.triptych.repository.Discovery}, then {@link dev.triptych.repository.FolderView}.
 */
@NullMarked
package dev.triptych.repository;

import org.jspecify.annotations.NullMarked;
