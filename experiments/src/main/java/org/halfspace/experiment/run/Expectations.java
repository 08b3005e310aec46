package org.halfspace.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halfspace.experiment.file.Numbers;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.store.ExpectationRecord;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.spi.InputException;

/** Holds the answers against what the experiment expects. */
final class Expectations {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

    private final RunDatabase database;
    private final RunReader reader;

    Expectations(RunDatabase database) {
        this.database = database;
        this.reader = database.reader();
    }

    /** How each came out, for every job that it is about. */
    List<ExpectationRecord> check(List<Study.Expectation> expectations) {
        List<JobRecord> jobs = reader.jobs();
        List<ExpectationRecord> outcomes = new ArrayList<>();
        for (Study.Expectation one : expectations) {
            if (one.query().isPresent()) {
                outcomes.add(ofQuery(one));
                continue;
            }
            int before = outcomes.size();
            for (JobRecord job : jobs) {
                boolean meant = job.analysis().equals(one.analysis().orElseThrow())
                        && one.model().map(job.model()::equals).orElse(true)
                        && one.data().map(name -> name.equals(job.data())).orElse(true);
                if (meant) {
                    outcomes.add(ofJob(one, job));
                }
            }
            if (outcomes.size() == before) {
                outcomes.add(outcome(one, null, one.analysis().orElseThrow(), "no such job", false));
            }
        }
        return outcomes;
    }

    private ExpectationRecord ofQuery(Study.Expectation one) {
        String query = one.query().orElseThrow();
        try {
            Object value = database.value(query).orElse(null);
            return outcome(one, null, query, String.valueOf(value), holds(one, value));
        } catch (InputException e) {
            return outcome(one, null, query, e.getMessage(), false);
        }
    }

    private ExpectationRecord ofJob(Study.Expectation one, JobRecord job) {
        String what = one.field().orElseThrow() + " of " + job.title();
        if (!job.state().equals("done")) {
            return outcome(one, job.job(), what, "the job has no answer", false);
        }
        ResultTable answer = reader.query("SELECT * FROM "
                + RunReader.quoted(RunReader.rowsTable(job.analysis()) + "_summary") + " WHERE job = " + job.job());
        Optional<Object> value =
                field(answer.named(answer.rows().get(0)), one.field().orElseThrow());
        if (value.isEmpty()) {
            return outcome(one, job.job(), what, "no such field, or nothing in it", false);
        }
        return outcome(one, job.job(), what, String.valueOf(value.get()), holds(one, value.get()));
    }

    /** Follows a path such as {@code rates[0].rate}. */
    private static Optional<Object> field(Map<String, Object> answer, String path) {
        Object value = answer;
        Matcher step = STEP.matcher(path);
        while (value != null && step.find()) {
            if (step.group(1) != null) {
                value = value instanceof Map<?, ?> map ? map.get(step.group(1)) : null;
            } else {
                int index = Integer.parseInt(step.group(2));
                value = value instanceof List<?> list && index < list.size() ? list.get(index) : null;
            }
        }
        return Optional.ofNullable(value);
    }

    private static boolean holds(Study.Expectation one, Object value) {
        boolean equal =
                one.equal().map(text -> equal(value, text, one.within())).orElse(true);
        boolean number = value instanceof Number;
        double measured = number ? ((Number) value).doubleValue() : Double.NaN;
        // With NaN on either side no comparison holds.
        boolean low = one.atLeast().map(bound -> measured >= bound).orElse(true);
        boolean high = one.atMost().map(bound -> measured <= bound).orElse(true);
        return equal && low && high;
    }

    private static boolean equal(Object value, String text, double within) {
        if (value instanceof Number number) {
            try {
                double expected = Numbers.parse(text);
                return number.doubleValue() == expected || Math.abs(number.doubleValue() - expected) <= within;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return String.valueOf(value).equals(text);
    }

    private static ExpectationRecord outcome(
            Study.Expectation one, Integer job, String what, String found, boolean holds) {
        StringJoiner expected = new StringJoiner(", ");
        one.equal().ifPresent(text -> expected.add(one.within() > 0 ? text + " within " + one.within() : text));
        one.atLeast().ifPresent(bound -> expected.add("at least " + bound));
        one.atMost().ifPresent(bound -> expected.add("at most " + bound));
        return new ExpectationRecord(one.line(), job, what, expected.toString(), found, holds);
    }
}
