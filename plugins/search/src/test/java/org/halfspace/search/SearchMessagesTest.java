package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;

/** What is said of bad input, word for word. */
class SearchMessagesTest {
    private final Subject subject = Searches.rectified(20);

    /** The parameters as the command line gives them. */
    private static void refuses(Subject subject, Map<String, String> options, String message) {
        SearchParameters parameters = new ParameterSchema<>(SearchParameters.class).bind(Map.copyOf(options));
        assertThatThrownBy(() -> Searches.run(subject, parameters))
                .isInstanceOf(InputException.class)
                .hasMessage(message.strip());
    }

    @Test
    void aDistanceOfZero() {
        refuses(
                subject,
                Map.of("eps", "0"),
                """
                the value of --eps cannot be used
                  expected: positive distances in pixel units, as 0.1 or 8/255
                  found:    0.0
                """);
    }

    @Test
    void aNegativeDistanceAmongOthers() {
        refuses(
                subject,
                Map.of("eps", "8/255,-1/4"),
                """
                the value of --eps cannot be used
                  expected: positive distances in pixel units, as 0.1 or 8/255
                  found:    -0.25
                """);
    }

    @Test
    void aMethodThatIsNotInstalled() {
        refuses(
                subject,
                Map.of("method", "newton"),
                """
                the value of --method is not known
                  expected: one of auto, gauss-newton, homotopy, pgd, spsa
                  found:    newton
                """);
    }

    @Test
    void aMethodThatNeedsGradientsWhereThereAreNone() {
        refuses(
                Subjects.withoutGradient(subject),
                Map.of("method", "gauss-newton"),
                """
                the method gauss-newton needs gradients, and this model cannot be differentiated
                  where:    analytic
                  found:    Opaque
                  try:      --method spsa, which needs values alone
                """);
    }

    @Test
    void aSampleThatTheDataDoNotHave() {
        refuses(
                subject,
                Map.of("from", "3", "to", "20"),
                """
                a pair names a sample that the data do not have
                  where:    --from and --to
                  expected: samples from 0 to 19
                  found:    20
                """);
    }

    @Test
    void oneSampleTwice() {
        refuses(
                subject,
                Map.of("from", "3", "to", "3"),
                """
                a pair is of one sample with itself: x = x'
                  where:    --from and --to
                  found:    3 and 3
                """);
    }

    @Test
    void oneSampleWithoutTheOther() {
        refuses(
                subject,
                Map.of("from", "3"),
                """
                one sample is no pair
                  expected: --from I and --to J, both
                """);
    }

    private Subject with(float... pixels) {
        int n = Searches.INPUTS;
        float[] all = new float[2 * n];
        System.arraycopy(pixels, 0, all, n, pixels.length);
        return new Subject(
                subject.classifier(), Optional.of(new ArrayDataset("two samples", List.of(n), all, new int[] {0, 0})));
    }

    @Test
    void twoSamplesThatAreEqual() {
        refuses(
                with(0),
                Map.of("from", "0", "to", "1"),
                """
                a pair is of two equal inputs: x = x'
                  where:    two samples
                  found:    samples 0 and 1
                """);
    }

    @Test
    void aSampleOutsideTheBounds() {
        refuses(
                with(0.5f, 255, 3),
                Map.of("from", "0", "to", "1"),
                """
                a sample is outside the bounds of pixels
                  where:    sample 1 of two samples
                  expected: pixels from 0.0 to 1.0
                  found:    255.0
                  try:      --bounds LO,HI, or --data-scale
                """);
    }

    @Test
    void noPairOfClassesThatDiffer() {
        refuses(
                with(0.5f),
                Map.of("pairs", "all"),
                """
                there is no pair to search
                  where:    two samples
                  expected: two samples of different classes that are both predicted rightly
                  try:      --any-pair lets pairs be of any two samples
                """);
    }
}
