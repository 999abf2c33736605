package dev.triptych.scheduling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose elements know their place, so that any of them leaves or moves in O(log n).
 *
 * <p>Each element is in at most one heap per place that it keeps. The order is total: ties are the subclass's to break.
 * Not safe for use by many threads; guarded by the dispatcher's lock.
 *
 * @param <E> the element
 */
abstract class Heap<E> {
    private @Nullable Object[] items = new @Nullable Object[4];
    private int size;

    /** Whether the left element goes first. */
    abstract boolean before(E left, E right);

    /** The place that was set last; -1 at first. */
    abstract int place(E element);

    /** Keeps the place; -1 for outside. */
    abstract void place(E element, int place);

    final int size() {
        return size;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    final @Nullable E peek() {
        return size == 0 ? null : at(0);
    }

    final void add(E element) {
        if (place(element) >= 0) {
            throw new IllegalStateException("the element is in the heap already");
        }
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        size++;
        up(size - 1, element);
    }

    /** Takes the element out; nothing when it is outside. */
    final void remove(E element) {
        int place = place(element);
        if (place < 0) {
            return;
        }
        place(element, -1);
        size--;
        E last = at(size);
        items[size] = null;
        if (place < size) {
            settle(place, last);
        }
    }

    /** Restores the order after the element's rank changed; nothing when it is outside. */
    final void moved(E element) {
        int place = place(element);
        if (place >= 0) {
            settle(place, element);
        }
    }

    private void settle(int place, E element) {
        if (place > 0 && before(element, at((place - 1) >>> 1))) {
            up(place, element);
        } else {
            down(place, element);
        }
    }

    private void up(int from, E element) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            E other = at(parent);
            if (!before(element, other)) {
                break;
            }
            put(place, other);
            place = parent;
        }
        put(place, element);
    }

    private void down(int from, E element) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), element)) {
                break;
            }
            put(place, at(child));
            place = child;
        }
        put(place, element);
    }

    private void put(int place, E element) {
        items[place] = element;
        place(element, place);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only E goes in, and below size there is no null
    private E at(int place) {
        return (E) items[place];
    }
}
