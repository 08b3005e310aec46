package org.halfspace.testkit.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.testkit.AffineMap;
import org.halfspace.testkit.AnalysisLaws;
import org.halfspace.testkit.AnalysisLaws.Law;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;

/**
 * Asks the laws of an analysis on small subjects that have all that an analysis can need: a network that can be differentiated, data,
 * labels. The first one that it does not refuse is asked everything, the others whether there is an answer.
 */
final class AnalysisVerification<P extends Record, R extends Record> {
    private static final int SAMPLES = 12;
    private static final int INPUTS = 8;
    private static final int HIDDEN = 5;

    private final String label;
    private final Analysis<P, R> analysis;
    private final Map<String, String> given;
    private final Checker checker;
    private final List<String> notes;

    /** Makes a check; false where the code threw or did not end. */
    interface Checker {
        boolean check(String name, PluginVerification.Check check) throws InterruptedException;
    }

    /**
     * @param given parameters by name, as texts; those that the analysis does not have are another's
     * @param notes receives what could not be checked
     */
    AnalysisVerification(
            String label, Analysis<P, R> analysis, Map<String, String> given, Checker checker, List<String> notes) {
        this.label = label;
        this.analysis = analysis;
        this.given = given;
        this.checker = checker;
        this.notes = notes;
    }

    void verify() throws InterruptedException {
        for (Map.Entry<String, Law> law :
                laws(() -> Subjects.of(AnalyticHeads.square())).ofDefinition().entrySet()) {
            if (!checker.check(label + ": " + law.getKey(), law.getValue()::broken)) {
                return;
            }
        }
        List<String> missing = new ParameterSchema<>(analysis.definition().parameters())
                .specs().stream()
                        .filter(ParameterSpec::isRequired)
                        .map(ParameterSpec::name)
                        .filter(name -> !given.containsKey(name))
                        .toList();
        if (!missing.isEmpty()) {
            notes.add(label + ": it was not run, since a parameter has no default: "
                    + missing.stream().map(name -> "--with " + name + "=VALUE").collect(Collectors.joining(" ")));
            return;
        }
        onSubjects();
    }

    private void onSubjects() throws InterruptedException {
        boolean whole = false;
        for (Map.Entry<String, Supplier<Subject>> one : subjects().entrySet()) {
            AnalysisLaws<P, R> laws = laws(one.getValue());
            String[] refusal = new String[1];
            boolean ended = checker.check(label + " on " + one.getKey() + ": it answers", () -> {
                try {
                    return laws.answers();
                } catch (InputException e) {
                    refusal[0] = e.getMessage().replaceAll("\\s+", " ");
                    return List.of();
                }
            });
            if (!ended) {
                notes.add(label + ": no more was asked of it");
                return;
            }
            if (refusal[0] != null) {
                notes.add(label + ": it refuses " + one.getKey() + ": " + refusal[0]);
            } else if (!whole) {
                whole = true;
                if (!all(one.getKey(), laws)) {
                    return;
                }
            }
        }
        if (!whole) {
            notes.add(label + ": it was not run, since it refuses every subject; its own test has to do it");
        }
    }

    private boolean all(String subject, AnalysisLaws<P, R> laws) throws InterruptedException {
        for (Map.Entry<String, Law> law : laws.ofRuns().entrySet()) {
            if (!checker.check(label + " on " + subject + ": " + law.getKey(), law.getValue()::broken)) {
                notes.add(label + ": no more was asked of it");
                return false;
            }
        }
        return true;
    }

    private AnalysisLaws<P, R> laws(Supplier<Subject> subject) {
        return new AnalysisLaws<>(() -> analysis, subject, this::parameters, 0);
    }

    private P parameters() {
        ParameterSchema<P> schema = new ParameterSchema<>(analysis.definition().parameters());
        Map<String, String> known = new LinkedHashMap<>(given);
        known.keySet().retainAll(schema.names());
        return schema.bind(known);
    }

    private static Map<String, Supplier<Subject>> subjects() {
        Map<String, Supplier<Subject>> subjects = new LinkedHashMap<>();
        subjects.put("a network of 8 inputs, 5 features and 3 classes", AnalysisVerification::network);
        subjects.put("a simplex of 4 classes, 20 samples", () -> Subjects.gaussian(AnalyticHeads.simplex(4), 20, 1));
        subjects.put("a square's 4 classes, 1 sample", () -> Subjects.gaussian(AnalyticHeads.square(), 1, 1));
        subjects.put(
                "3 features and 5 classes, 2 of them equal",
                () -> Subjects.gaussian(AnalyticHeads.duplicatedClasses(3, 5, 1), 9, 1));
        return subjects;
    }

    /** {@code relu(A x + 1/2)} before a generic head. */
    private static Subject network() {
        SoftmaxHead head = AnalyticHeads.gaussian(HIDDEN, 3, 2);
        java.util.SplittableRandom random = new java.util.SplittableRandom(5);
        double[][] matrix = new double[HIDDEN][INPUTS];
        double[] offset = new double[HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            offset[j] = 0.5;
            for (int i = 0; i < INPUTS; i++) {
                matrix[j][i] = random.nextDouble() - 0.3;
            }
        }
        float[][] inputs = new float[SAMPLES][INPUTS];
        int[] labels = new int[SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            labels[s] = s % 3;
            for (int i = 0; i < INPUTS; i++) {
                inputs[s][i] = (float) random.nextDouble();
            }
        }
        return Subjects.of(head, AffineMap.rectified(matrix, offset), inputs, labels);
    }
}
