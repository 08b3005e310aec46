package org.halfspace.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.Column;

/** A report with one of everything. */
final class Sample {
    enum Verdict {
        NOT_FOUND,
        FOUND
    }

    record Interval(@Column("Lower end") double low, @Column("Upper end") Double high) {}

    record Rate(@Column("Epsilon") double eps, @Column("Rate") Interval rate) {}

    record Values(
            @Column("A count") int centredRank,
            @Column("A large count") long parameters,
            @Column("A ratio") double ratio,
            @Column("Does not apply") Double none,
            @Column("A list") double[] singularValues,
            @Column("Nested") Interval interval,
            @Column("Per epsilon") List<Rate> rates,
            @Column("A verdict") Verdict verdict,
            @Column("Sentences") List<String> notes) {}

    record Row(
            @Column("A name") String name,
            @Column("A number") double value,
            @Column("Yes or no") Boolean found,
            @Column("Nested") Interval interval,
            @Column("Indices") List<Integer> pair) {}

    private Sample() {}

    static Report report() {
        Values values = new Values(
                9,
                12_345_678_901L,
                1.0 / 3,
                null,
                new double[] {3, 0.25, 1e-17},
                new Interval(0, Double.POSITIVE_INFINITY),
                List.of(new Rate(0.1, new Interval(0.25, 0.5)), new Rate(0.2, new Interval(0.5, null))),
                Verdict.NOT_FOUND,
                List.of("a sentence that is longer than one word", "and another"));
        List<Row> rows = List.of(
                new Row("plain", 1, true, new Interval(0, 1.0), List.of(1, 2)),
                new Row("a, \"quoted\"\nname", Double.NaN, null, null, List.of()));
        Map<String, Object> appendix = new LinkedHashMap<>();
        appendix.put("completed", 2);
        appendix.put("provenance", Map.of("seed", 1L));
        return new Report(
                "halfspace/sample", 3, "A sample", List.of("9 of 10 are found"), values, Row.class, rows, appendix);
    }
}
