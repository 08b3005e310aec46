package org.halfspace.plot;

import java.util.List;
import java.util.Map;

/**
 * Intervals of equal width at round values. Immutable.
 *
 * @param width the width
 */
record Bins(double width) {

    /** The bins of a channel; null where it has none. */
    static Bins of(Unit unit, Channel channel, int usual) {
        if (!channel.isBinned()) {
            return null;
        }
        Range range = new Range(false);
        for (Map<?, ?> row : unit.rows()) {
            range.add(Channel.number(channel.of(row), List.of()));
        }
        return new Bins(Axis.step((range.most() - range.least()) / channel.bins(usual)));
    }

    /** Where the bin of a value begins. */
    double from(double value) {
        return Math.floor(value / width + 1e-9) * width;
    }
}
