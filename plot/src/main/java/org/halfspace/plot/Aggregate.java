package org.halfspace.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Numbers for groups of rows. */
final class Aggregate {
    private Aggregate() {}

    /** @throws UnsupportedFigureException if it is another one than count, sum, mean, median, min, max */
    static double of(Channel channel, List<Map<?, ?>> rows) {
        double[] values = rows.stream()
                .mapToDouble(row -> Channel.number(channel.of(row), List.of()))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return switch (channel.aggregate()) {
            case "count" -> rows.size();
            case "sum" -> Arrays.stream(values).sum();
            case "mean", "average" -> Arrays.stream(values).average().orElse(Double.NaN);
            case "min" -> values.length == 0 ? Double.NaN : values[0];
            case "max" -> values.length == 0 ? Double.NaN : values[values.length - 1];
            case "median" ->
                values.length == 0 ? Double.NaN : (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
            default -> throw new UnsupportedFigureException("the aggregate " + channel.aggregate());
        };
    }
}
