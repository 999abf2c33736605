/**
 * Model folders as they lie on disk: found, contained, checked for being whole. Starting points: {@link dev.triptych.runtime.repository.Discovery}, then {@link dev.triptych.runtime.repository.FolderView}.
 */
@NullMarked
package dev.triptych.runtime.repository;

import org.jspecify.annotations.NullMarked;
