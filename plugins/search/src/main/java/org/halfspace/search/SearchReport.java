package org.halfspace.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.search.SearchSummary.Rate;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Witness;

/** The answer, from all rows. */
final class SearchReport {
    /** Matches whose witnesses are checked one by one; the rows of all say what was measured. */
    private static final int MOST_WITNESSES = 1000;

    private final SearchRun run;
    private final Subject subject;
    private final SearchParameters parameters;
    private final List<PairRow> rows;
    private final HeadGeometry geometry;

    SearchReport(SearchRun run, Subject subject, SearchParameters parameters, List<PairRow> rows) {
        this.run = run;
        this.subject = subject;
        this.parameters = parameters;
        this.rows = rows;
        this.geometry = HeadGeometry.of(subject);
    }

    Summary summary() throws InterruptedException {
        List<Rate> rates = rates();
        SearchSummary values = values(rates);
        List<Figure> figures =
                rates.isEmpty() ? List.of(Figures.leastEps()) : List.of(Figures.rates(rates), Figures.leastEps());
        List<String> findings = new ArrayList<>();
        run.doubt().ifPresent(findings::add);
        findings.addAll(Findings.of(values, rows, parameters, subject.head(), run.refutes()));
        return new Summary(
                values,
                findings,
                witnesses(),
                figures,
                SaveFolder.artifacts(
                        run, parameters, subject.data().orElseThrow().shape(), rows));
    }

    private List<Rate> rates() {
        List<Rate> rates = new ArrayList<>();
        if (rows.isEmpty()) {
            return rates;
        }
        for (double eps : run.askedRadii()) {
            if (Double.isInfinite(eps)) {
                continue;
            }
            int found = (int)
                    rows.stream().filter(row -> row.found() && row.eps() <= eps).count();
            int refuted = (int) rows.stream()
                    .filter(row -> row.epsRefuted() != null && row.epsRefuted() >= eps)
                    .count();
            rates.add(Rate.of(eps, found, refuted, rows.size()));
        }
        return rates;
    }

    private SearchSummary values(List<Rate> rates) {
        List<Double> eps = present(PairRow::eps);
        List<Double> brackets = rows.stream()
                .filter(row -> row.eps() != null && row.epsRefuted() != null)
                .map(row -> row.eps() / row.epsRefuted())
                .toList();
        List<Double> distances = rows.stream().map(PairRow::eps).toList();
        return new SearchSummary(
                rows.size(),
                eps.size(),
                parameters.norm(),
                parameters.method(),
                parameters.tolerance(),
                geometry.dimension(),
                geometry.centredRank(),
                subject.classifier().input().size(),
                rates,
                eps.isEmpty()
                        ? List.of()
                        : List.of(
                                Statistics.quantile(eps, 0),
                                Statistics.quantile(eps, 0.25),
                                Statistics.quantile(eps, 0.5),
                                Statistics.quantile(eps, 0.75),
                                Statistics.quantile(eps, 1)),
                Statistics.median(brackets),
                counts(PairRow::agreement),
                counts(PairRow::agreement8Bit),
                Statistics.median(present(PairRow::thetaRelative)),
                (int) rows.stream().filter(row -> row.certificate() != null).count(),
                Statistics.rankCorrelation(
                        distances, rows.stream().map(PairRow::visibleDistance).toList()),
                Statistics.rankCorrelation(
                        distances, rows.stream().map(PairRow::boundaryDistance).toList()),
                rows.stream().mapToLong(PairRow::forwardPasses).average().orElse(0),
                rows.stream().mapToLong(PairRow::gradientPasses).average().orElse(0));
    }

    private List<Double> present(Function<PairRow, Double> column) {
        return rows.stream().map(column).filter(Objects::nonNull).toList();
    }

    private List<Integer> counts(Function<PairRow, Agreement> column) {
        return Arrays.stream(Agreement.values())
                .map(layer -> (int) rows.stream()
                        .filter(row -> row.found() && column.apply(row) == layer)
                        .count())
                .toList();
    }

    private List<Witness> witnesses() throws InterruptedException {
        List<Witness> witnesses = new ArrayList<>();
        for (PairRow row : rows) {
            if (!row.found() || witnesses.size() >= MOST_WITNESSES) {
                continue;
            }
            witnesses.add(new Witness.MatchedInputs(
                    String.format(Locale.ROOT, "%d (samples %d and %d)", row.pair(), row.source(), row.target()),
                    SearchRun.narrow(run.pixels(row.source())),
                    SearchRun.narrow(run.pixels(row.target())),
                    run.match(row.pair()),
                    parameters.norm(),
                    row.eps(),
                    parameters.tolerance()));
        }
        return witnesses;
    }
}
