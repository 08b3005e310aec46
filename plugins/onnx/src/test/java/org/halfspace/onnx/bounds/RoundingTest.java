package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.halfspace.onnx.bounds.LostSums.LARGE;
import static org.halfspace.onnx.bounds.LostSums.QUARTERS;
import static org.halfspace.onnx.bounds.LostSums.cancelled;
import static org.halfspace.onnx.bounds.LostSums.negative;
import static org.halfspace.onnx.bounds.LostSums.ones;
import static org.halfspace.onnx.bounds.LostSums.sum;
import static org.halfspace.onnx.bounds.LostSums.swamped;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.bounds.Convolution.Axis;
import org.halfspace.onnx.bounds.Separation.Target;
import org.halfspace.spi.model.BoundedMap.Bounds;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every bound holds of real numbers where double precision gets them wrong: sums that lose their small terms, one by one or by
 * cancellation. What is true comes from {@link Exact} arithmetic, and no comparison has a tolerance.
 */
class RoundingTest {
    private static final List<Norm> NORMS = List.of(Norm.values());

    /** How a matrix of one row can be stored. */
    private static List<LinearMap> rows(double... row) {
        int n = row.length;
        int[] places = new int[n];
        Arrays.setAll(places, j -> j);
        double[] wider = Arrays.copyOf(row, 2 * n);
        Axis one = new Axis(1, 1, 1, 1, 1, 0);
        return List.of(
                new Dense(1, n, row),
                new Dense(1, 2 * n, wider).within(places),
                new Sparse(n, new int[] {0, n}, places, row, 0),
                new Convolution(one, new Axis(n, 1, n, 1, 1, 0), 1, 1, 1, row),
                new Convolution(one, one, 1, n, 1, row));
    }

    /** How a matrix of one column can be stored. */
    private static List<LinearMap> columns(double... column) {
        int n = column.length;
        int[] starts = new int[n + 1];
        Arrays.setAll(starts, i -> i);
        Axis one = new Axis(1, 1, 1, 1, 1, 0);
        double[] wider = new double[2 * n];
        for (int i = 0; i < n; i++) {
            wider[2 * i] = column[i];
        }
        return List.of(
                new Dense(n, 1, column),
                new Dense(n, 2, wider).within(new int[] {0}),
                new Sparse(1, starts, new int[n], column, 0),
                new Convolution(one, one, 1, 1, n, column));
    }

    private static Enclosure at(Program program, double... x) {
        return new Enclosure(program, x.clone(), x.clone());
    }

    private static void encloses(Enclosure enclosure, int value, BigDecimal... exact) {
        for (int i = 0; i < exact.length; i++) {
            assertThat(exact[i])
                    .isBetween(
                            Exact.of(enclosure.lower(value)[i]),
                            Exact.of(enclosure.upper(value)[i]));
        }
    }

    /** The forms that come back are nowhere below what they stand for, at one input. */
    private static void isNotBelow(Enclosure enclosure, int value, double[] form, double[][] extra, double... x) {
        Program program = enclosure.program();
        Lines[] lines = new Lines[program.values()];
        Arrays.setAll(lines, enclosure::lines);
        // More rows of zeros make it take another way through a convolution.
        for (int zeros : new int[] {0, 10}) {
            double[][] rows = new double[1 + zeros][form.length];
            rows[0] = form.clone();
            Backward.Forms forms = new Backward(enclosure).pull(value, rows, lines, extra);
            BigDecimal[][] exact = Exact.values(program, x);
            BigDecimal wanted = Exact.dot(form, exact[value]);
            for (int k = 0; extra != null && k < extra.length; k++) {
                wanted = extra[k] == null ? wanted : wanted.add(Exact.dot(extra[k], exact[k]));
            }
            BigDecimal bound = Exact.dot(forms.coefficients()[0], x).add(Exact.of(forms.constants()[0]));
            assertThat(bound).isGreaterThanOrEqualTo(wanted);
        }
    }

    private static void isEnclosedBothWays(Program program, double[] form, double... x) {
        Enclosure enclosure = at(program, x);
        encloses(enclosure, program.output(), Exact.values(program, x)[program.output()]);
        isNotBelow(enclosure, program.output(), form, null, x);
        isNotBelow(enclosure, program.output(), negative(form), null, x);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void anIntervalHoldsTheFormsValue(String name, double[] terms) {
        Interval byValues = Interval.of(ones(terms.length), terms, terms);
        assertThat(sum(terms)).isBetween(Exact.of(byValues.low()), Exact.of(byValues.high()));
        Interval byForm = Interval.of(terms, ones(terms.length), ones(terms.length));
        assertThat(sum(terms)).isBetween(Exact.of(byForm.low()), Exact.of(byForm.high()));
    }

    /** Each addition of 1 to 2^53 loses all that an addition can lose. */
    @Test
    void anIntervalHoldsTheWorstThatASumCanLose() {
        double[] terms = new double[QUARTERS];
        Arrays.fill(terms, 1);
        terms[0] = LARGE;
        Interval interval = Interval.of(ones(QUARTERS), terms, terms);
        assertThat(Exact.of(interval.high())).isGreaterThanOrEqualTo(sum(terms));
    }

    @Test
    void anIntervalReachesAsFarAsItsTermsTogether() {
        double[] reach = new double[QUARTERS];
        Arrays.fill(reach, 0x1p-54);
        reach[0] = 1;
        Interval interval = Interval.of(ones(QUARTERS), negative(reach), reach);
        assertThat(Exact.of(interval.high())).isGreaterThanOrEqualTo(sum(reach));
        assertThat(Exact.of(interval.low())).isLessThanOrEqualTo(sum(negative(reach)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aProductsIntervalHoldsItsValue(String name, double[] terms) {
        for (LinearMap map : rows(terms)) {
            double[] x = Arrays.copyOf(ones(terms.length), map.columns());
            isEnclosedBothWays(program(map.columns(), map, new double[1]), new double[] {1}, x);
        }
        for (LinearMap map : rows(ones(terms.length))) {
            double[] x = Arrays.copyOf(terms, map.columns());
            isEnclosedBothWays(program(map.columns(), map, new double[1]), new double[] {1}, x);
        }
    }

    private static Program program(int inputs, LinearMap map, double... offset) {
        ProgramBuilder builder = new ProgramBuilder(inputs);
        return builder.build(builder.affine(0, map, offset));
    }

    /** A convolution adds its terms to the bias, tap by tap. */
    @Test
    void aBiasThatSwallowsEveryTermIsAllowedFor() {
        double[] quarters = Arrays.copyOfRange(swamped(), 1, QUARTERS + 1);
        for (double bias : new double[] {LARGE, -LARGE}) {
            for (LinearMap map : rows(bias > 0 ? quarters : negative(quarters))) {
                double[] x = Arrays.copyOf(ones(QUARTERS), map.columns());
                isEnclosedBothWays(program(map.columns(), map, bias), new double[] {1}, x);
            }
        }
    }

    /** Many inputs of one sum: each has only one term, and is added to what the others left. */
    @Test
    void aSumOfManyInputsHoldsItsValue() {
        for (double sign : new double[] {1, -1}) {
            ProgramBuilder builder = new ProgramBuilder(1);
            List<Integer> values = new ArrayList<>();
            List<LinearMap> maps = new ArrayList<>();
            for (int k = 0; k < QUARTERS; k++) {
                values.add(0);
                maps.add(Sparse.identity(1, 0.25));
            }
            int sum = builder.sum(values, maps, new double[] {sign * LARGE});
            isEnclosedBothWays(builder.build(sum), new double[] {1}, sign);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aFormThatIsPulledBackHoldsWhatItsCoefficientsLose(String name, double[] terms) {
        for (LinearMap map : columns(terms)) {
            double[] x = Arrays.copyOf(ones(1), map.columns());
            isEnclosedBothWays(program(map.columns(), map, new double[terms.length]), ones(terms.length), x);
        }
        for (LinearMap map : columns(ones(terms.length))) {
            double[] x = Arrays.copyOf(ones(1), map.columns());
            isEnclosedBothWays(program(map.columns(), map, new double[terms.length]), terms, x);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aFormThatIsPulledBackHoldsWhatItsConstantLoses(String name, double[] terms) {
        for (LinearMap map : columns(new double[terms.length])) {
            isEnclosedBothWays(program(map.columns(), map, terms), ones(terms.length), new double[map.columns()]);
        }
    }

    /** A value that goes into many others: its coefficient is a sum over all of them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aValueWithManyUsersHoldsWhatItsCoefficientLoses(String name, double[] terms) {
        for (boolean functions : new boolean[] {true, false}) {
            ProgramBuilder builder = new ProgramBuilder(1);
            List<Integer> users = new ArrayList<>();
            for (int k = 0; k < terms.length; k++) {
                users.add(functions ? builder.pointwise(0, new Rectifier()) : builder.scale(0, new double[] {1}, 0));
            }
            // The first to be pulled back is the last that was made.
            List<LinearMap> maps = new ArrayList<>();
            for (int k = 0; k < terms.length; k++) {
                maps.add(Sparse.identity(1, terms[terms.length - 1 - k]));
            }
            Program program = builder.build(builder.sum(users, maps, new double[1]));
            isEnclosedBothWays(program, new double[] {1}, 1);
        }
    }

    /** One user of a value has a large coefficient, and the other adds many small ones to it. */
    @Test
    void aUsersLargeCoefficientHoldsWhatAnotherUserAddsToIt() {
        double[] quarters = Arrays.copyOfRange(swamped(), 1, QUARTERS + 1);
        for (LinearMap map : columns(quarters)) {
            int n = map.columns();
            ProgramBuilder builder = new ProgramBuilder(n);
            int wide = builder.linear(0, map);
            int[] first = {0};
            int large = builder.linear(0, Sparse.picking(n, first, new double[] {LARGE}, 0));
            int sum = builder.sum(
                    List.of(wide, large),
                    List.of(new Dense(1, QUARTERS, ones(QUARTERS)), Sparse.identity(1, 1)),
                    new double[1]);
            isEnclosedBothWays(builder.build(sum), new double[] {1}, Arrays.copyOf(ones(1), n));
        }
    }

    /** Bounds on the way, which end a form early, hold as well as those at its end. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void aBoundOnTheWayHoldsWhatItsSumLoses(String name, double[] terms) {
        ProgramBuilder builder = new ProgramBuilder(terms.length);
        Program program = builder.build(builder.pointwise(0, new Rectifier()));
        List<Double> bounds = new ArrayList<>();
        new Backward(at(program, ones(terms.length)))
                .pull(1, new double[][] {terms.clone()}, (row, bound) -> !bounds.add(bound));
        assertThat(bounds).isNotEmpty().allSatisfy(bound -> assertThat(Exact.of(bound))
                .isGreaterThanOrEqualTo(sum(terms)));
    }

    /** A multiplier of a sign that was fixed swallows the coefficient that it is added to. */
    @Test
    void aFixedSignsMultiplierHoldsWhatItLoses() {
        ProgramBuilder builder = new ProgramBuilder(1);
        Program program = builder.build(builder.pointwise(0, new Rectifier()));
        double[][] extra = {{LARGE}, null};
        isNotBelow(at(program, 1), program.output(), new double[] {1}, extra, 1);
        extra[0][0] = -LARGE;
        isNotBelow(at(program, -1), program.output(), new double[] {1}, extra, -1);
    }

    /** Products too small for a double, many of them, and a large factor after that. */
    @Test
    void whatUnderflowsIsAllowedFor() {
        double[] tiny = new double[QUARTERS];
        Arrays.fill(tiny, 1e-170);
        double[] x = new double[QUARTERS];
        Arrays.fill(x, 1e-154);
        Interval interval = Interval.of(tiny, x, x);
        assertThat(Exact.of(interval.high())).isGreaterThanOrEqualTo(Exact.dot(tiny, x));
        Program program = program(QUARTERS, new Dense(1, QUARTERS, tiny), new double[1]);
        encloses(at(program, x), 1, Exact.values(program, x)[1]);

        double[] large = {1e57};
        Program deep = program(1, new Dense(1, 1, new double[] {1e-170}), new double[1]);
        isNotBelow(at(deep, large), 1, new double[] {1e-170}, null, large);
    }

    /** Numbers so large that what underflows before them could matter, and larger ones that have no difference any more. */
    @Test
    void numbersBeyondTheErrorAnalysisGiveWideBoundsAndNotWrongOnes() throws InterruptedException {
        Program small = program(1, new Dense(1, 1, new double[] {1e-170}), new double[1]);
        Bounds bounds = new NetworkBounds(small)
                .bounds(
                        new InputBall(new double[] {1e290}, Norm.LINF, 0, 0, 1e300),
                        new DMatrixRMaj(new double[][] {{1e-170}}));
        BigDecimal exact = Exact.of(1e-170).pow(2).multiply(Exact.of(1e290));
        assertThat(exact).isBetween(Exact.of(bounds.lower()[0]), Exact.of(bounds.upper()[0]));

        ProgramBuilder builder = new ProgramBuilder(1);
        int wide = builder.linear(0, new Dense(2, 1, new double[] {1e200, 1e200}));
        Program huge = builder.build(builder.linear(wide, new Dense(1, 2, new double[] {1e200, -1e200})));
        Bounds unknown = new NetworkBounds(huge)
                .bounds(new InputBall(ones(1), Norm.LINF, 0, 0, 1), new DMatrixRMaj(new double[][] {{1}}));
        assertThat(unknown.lower()[0]).isLessThanOrEqualTo(0);
        assertThat(unknown.upper()[0]).isGreaterThanOrEqualTo(0);
    }

    @Test
    void slopesThatUnderflowAreAllowedFor() throws InterruptedException {
        Program program = program(1, new Dense(1, 1, new double[] {1e-170}), new double[1]);
        slopeIs(program, new double[] {1e-200}, Exact.of(1e-170).multiply(Exact.of(1e-200)));
    }

    /** Slopes over a box: of a product, and of many users of one number. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("org.halfspace.onnx.bounds.LostSums#sums")
    void slopesHoldWhatTheirSumsLose(String name, double[] terms) throws InterruptedException {
        for (LinearMap map : columns(terms)) {
            Program program = program(map.columns(), map, new double[terms.length]);
            slopeIs(program, ones(terms.length), sum(terms));
        }
        ProgramBuilder builder = new ProgramBuilder(1);
        List<Integer> users = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        for (int k = 0; k < terms.length; k++) {
            users.add(builder.pointwise(0, new Rectifier()));
            maps.add(Sparse.identity(1, terms[terms.length - 1 - k]));
        }
        slopeIs(builder.build(builder.sum(users, maps, new double[1])), new double[] {1}, sum(terms));
    }

    private static void slopeIs(Program program, double[] form, BigDecimal exact) throws InterruptedException {
        Target target = new Target(new double[][] {form}, new double[1], new double[1]);
        double[] middle = new double[program.inputSize()];
        Arrays.fill(middle, 1);
        double[] radius = new double[middle.length];
        var enclosed = new SlopeEnclosure(program, target, new boolean[0]).over(middle, radius);
        BigDecimal off = Exact.of(enclosed.slopes()[0][0]).subtract(exact).abs();
        assertThat(off).isLessThanOrEqualTo(Exact.of(enclosed.slopesRadius()[0][0]));
    }

    /** A box that is smaller than the distance to the next double reaches beyond the corner of a function all the same. */
    @Test
    void slopesSeeACornerThatIsNearerThanTheNextDouble() throws InterruptedException {
        for (double side : new double[] {1, -1}) {
            ProgramBuilder builder = new ProgramBuilder(1);
            Program program = builder.build(builder.pointwise(0, side > 0 ? new Clipping(1, 2) : new Clipping(0, 1)));
            Target target = new Target(new double[][] {{1}}, new double[] {1}, new double[] {1});
            var enclosed =
                    new SlopeEnclosure(program, target, new boolean[0]).over(new double[] {1}, new double[] {0x1p-60});
            assertThat(enclosed.slopes()[0][0] - enclosed.slopesRadius()[0][0]).isLessThanOrEqualTo(0);
            assertThat(enclosed.slopes()[0][0] + enclosed.slopesRadius()[0][0]).isGreaterThanOrEqualTo(1);
        }
    }

    /** Bounds of whole networks whose layers cancel, at single inputs and at corners of balls. */
    @Test
    void noCornerOfABallLeavesTheBoundsOfANetworkThatCancels() throws InterruptedException {
        Random random = new Random(21);
        for (int round = 0; round < 60; round++) {
            Program program = cancelling(random);
            Norm norm = NORMS.get(round % NORMS.size());
            double radius = round % 2 == 0 ? 0 : Math.scalb(1.0, -random.nextInt(60));
            double[] centre = random.doubles(4, 0, 1).toArray();
            DMatrixRMaj forms = new DMatrixRMaj(new double[][] {{1, -1}, {1, 1}});
            Bounds bounds = new NetworkBounds(program).bounds(new InputBall(centre, norm, radius, -9, 9), forms);
            for (int corner = 0; corner < 16; corner++) {
                double[] x = centre.clone();
                int moved = random.nextInt(4);
                for (int j = 0; j < 4; j++) {
                    boolean moves = norm == Norm.LINF || j == moved;
                    x[j] += moves ? (corner >> j & 1) == 0 ? radius : -radius : 0;
                    boolean outside =
                            Exact.of(x[j]).subtract(Exact.of(centre[j])).abs().compareTo(Exact.of(radius)) > 0;
                    x[j] = outside ? centre[j] : x[j];
                }
                BigDecimal[] y = Exact.values(program, x)[program.output()];
                for (int r = 0; r < 2; r++) {
                    BigDecimal exact = Exact.dot(new double[] {forms.get(r, 0), forms.get(r, 1)}, y);
                    assertThat(exact)
                            .as("round %d, form %d", round, r)
                            .isBetween(Exact.of(bounds.lower()[r]), Exact.of(bounds.upper()[r]));
                }
            }
        }
    }

    /** Two layers of rectifiers with pairs of units that nearly cancel in the layer that follows. */
    private static Program cancelling(Random random) {
        ProgramBuilder builder = new ProgramBuilder(4);
        Function<Integer, double[]> numbers = count -> random.doubles(count, -1, 1)
                .map(number -> number * Math.pow(2, random.nextInt(40)))
                .toArray();
        int value = builder.affine(0, new Dense(6, 4, twice(numbers.apply(12), 4, 1)), numbers.apply(6));
        value = builder.pointwise(value, new Rectifier());
        value = builder.affine(value, new Dense(6, 6, opposite(numbers.apply(18))), numbers.apply(6));
        value = builder.pointwise(value, new Rectifier());
        return builder.build(builder.affine(value, new Dense(2, 6, numbers.apply(12)), new double[2]));
    }

    /** Every row twice, the second time a little larger. */
    private static double[] twice(double[] elements, int columns, double factor) {
        double[] result = new double[2 * elements.length];
        for (int i = 0; i < elements.length; i++) {
            int row = i / columns;
            result[2 * row * columns + i % columns] = elements[i];
            result[(2 * row + 1) * columns + i % columns] = elements[i] * factor * (1 + 8 * Math.ulp(1.0));
        }
        return result;
    }

    /** Every element twice, the second time with the other sign. */
    private static double[] opposite(double... elements) {
        double[] result = new double[2 * elements.length];
        for (int i = 0; i < elements.length; i++) {
            result[2 * i] = elements[i];
            result[2 * i + 1] = -elements[i];
        }
        return result;
    }

    /** Its exact slope is 100, which is lost: as the difference to a target, it must not count as nothing. */
    @Test
    void nothingIsExcludedThatOnlyRoundingPutsOutOfReach() throws InterruptedException {
        for (LinearMap map : columns(cancelled())) {
            ProgramBuilder builder = new ProgramBuilder(map.columns());
            int wide = builder.affine(0, map, new double[map.rows()]);
            Program program =
                    builder.build(builder.affine(wide, new Dense(1, map.rows(), ones(map.rows())), new double[1]));
            double[] centre = new double[map.columns()];
            double[] target = centre.clone();
            target[0] = 0.5;
            InputBall ball = new InputBall(centre, Norm.LINF, 1, 0, 1);
            double radius = new NetworkBounds(program)
                    .exclude(ball, target, new DMatrixRMaj(new double[][] {{1}}), 0, 1)
                    .radius();
            assertThat(radius).isLessThanOrEqualTo(0.5);
        }
    }
}
