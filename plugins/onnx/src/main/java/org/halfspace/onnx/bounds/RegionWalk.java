package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.onnx.bounds.ActivationPattern.Unit;
import org.halfspace.onnx.bounds.ElasticProgram.Row;
import org.halfspace.onnx.bounds.ElasticProgram.Solution;
import org.halfspace.spi.model.InputBall;

/**
 * Looks for the nearest input of one linear region of a network of rectifiers that takes forms of the output to exactly given values, and
 * goes on to neighbouring regions as long as they have a nearer one. Within a region that is a linear program; its inequalities, one for
 * each rectifier, are added as they are broken. At its solution a rectifier that is held back by multiplier mu, and whose output
 * all rows together weigh by lambda, is worth turning round exactly if mu + lambda is positive: the program of the region beyond
 * falls from there. What is found is to be proved. Used once, by one thread.
 */
final class RegionWalk {
    /** How far inside the region a solution is, relative to the ball's radius: proofs need some room, and 1e-10 of it. */
    private static final double MARGIN = 1e-7;

    /** What a row is worth that is missed by 1, where its dual norm is 1, in units of the norm. */
    private static final double PENALTY = 1e4;

    /** Rows that are missed by less than this share of the margin, in all, are met: Newton's method does the rest. */
    private static final double MET = 1e-2;

    /** A step to another region that gains less than this, relatively, is the last. */
    private static final double GAIN = 1e-5;

    /** Inequalities that are added together. */
    private static final int TOGETHER = 64;

    /** Inequalities beyond which a region is left alone: factorisations grow with their cube. */
    private static final int MOST_ROWS = 320;

    /** Numbers of forms on their way back that are held at a time, 64 MiB. */
    private static final long MOST_NUMBERS = 1L << 23;

    /** Rounds of inequalities for a region. */
    private static final int MOST_ROUNDS = 12;

    /** Multipliers below this count as zero: those of nearest points add up to 1 or so. */
    private static final double NOTHING = 1e-6;

    private final Program program;
    private final Separation.Target target;
    private final InputBall ball;
    private final double[] lower;
    private final double[] upper;
    private int programs;

    /** A row that was divided by its size. */
    private record Scaled(Row row, double size) {}

    /** A unit whose sign holds the nearest point where it is. */
    private record Held(Unit unit, double multiplier, double size) {
        /** The multiplier of what goes into the unit, as it is. */
        double price() {
            return multiplier / size;
        }
    }

    /**
     * The nearest point of a region.
     *
     * @param prices multipliers of the equations as they are
     */
    private record Nearest(ActivationPattern pattern, Solution solution, double[] prices, List<Held> held) {
        double merit() {
            return solution.norm() + PENALTY * solution.missing();
        }
    }

    /**
     * @param target the forms and their values
     * @param ball where to look
     */
    RegionWalk(Program program, Separation.Target target, InputBall ball) {
        this.program = program;
        this.target = target;
        this.ball = ball;
        int n = program.inputSize();
        lower = new double[n];
        upper = new double[n];
        for (int j = 0; j < n; j++) {
            lower[j] = Math.max(ball.lower() - ball.centre()[j], -ball.radius());
            upper[j] = Math.min(ball.upper() - ball.centre()[j], ball.radius());
        }
    }

    /** How many linear programs were solved. */
    int programs() {
        return programs;
    }

    /**
     * Walks from the region of a point.
     *
     * @param most linear programs for all walks of this object together, at about which it ends
     * @return the nearest point that meets the equations, inside its region; nothing where there was none
     */
    Optional<double[]> from(double[] point, int most) throws InterruptedException {
        for (int j = 0; j < lower.length; j++) {
            if (!(upper[j] > lower[j])) {
                return Optional.empty();
            }
        }
        Nearest here = nearest(ActivationPattern.at(program, point), List.of());
        int share = 1;
        while (here != null && programs < most) {
            List<Unit> worth = worthTurning(here);
            if (worth.isEmpty()) {
                break;
            }
            int count = Math.max(1, worth.size() / share);
            Nearest there = turned(here, worth.subList(0, count));
            boolean allowed = there != null && (isMet(there) || !isMet(here));
            if (allowed && there.merit() < here.merit() * (1 - GAIN)) {
                here = there;
                share = 1;
            } else if (count > 1) {
                share *= 4;
            } else {
                break;
            }
        }
        return here == null || !isMet(here) ? Optional.empty() : Optional.of(point(here.solution()));
    }

    private Nearest turned(Nearest here, List<Unit> units) throws InterruptedException {
        List<Unit> rows = here.held().stream().map(Held::unit).toList();
        return nearest(here.pattern().flipped(units), rows);
    }

    private boolean isMet(Nearest here) {
        return here.solution().missing() <= MET * MARGIN * ball.radius();
    }

    private double[] point(Solution solution) {
        double[] x = ball.centre().clone();
        for (int j = 0; j < x.length; j++) {
            x[j] = Math.max(ball.lower(), Math.min(ball.upper(), x[j] + solution.displacement()[j]));
        }
        return x;
    }

    /** The nearest point of a region; null where its inequalities are too many. */
    private Nearest nearest(ActivationPattern pattern, List<Unit> first) throws InterruptedException {
        Map<Unit, Scaled> inequalities = new LinkedHashMap<>();
        List<Scaled> equations = equations(pattern);
        add(pattern, first, inequalities);
        for (int round = 0; round < MOST_ROUNDS && inequalities.size() <= MOST_ROWS; round++) {
            List<Scaled> scaled = new ArrayList<>(equations);
            scaled.addAll(inequalities.values());
            List<Row> rows = scaled.stream().map(Scaled::row).toList();
            Solution solution = new ElasticProgram(ball.norm(), rows, lower, upper, PENALTY, ball.radius()).solve();
            programs++;
            List<Unit> broken = broken(pattern, point(solution), inequalities);
            if (broken.isEmpty()) {
                double[] multipliers = solution.multipliers();
                double[] prices = new double[equations.size()];
                for (int k = 0; k < prices.length; k++) {
                    prices[k] = multipliers[k] / equations.get(k).size();
                }
                List<Held> held = new ArrayList<>();
                int k = prices.length;
                for (Map.Entry<Unit, Scaled> one : inequalities.entrySet()) {
                    double multiplier = multipliers[k++];
                    if (multiplier > NOTHING) {
                        held.add(new Held(
                                one.getKey(), multiplier, one.getValue().size()));
                    }
                }
                return new Nearest(pattern, solution, prices, held);
            }
            add(pattern, broken, inequalities);
        }
        return null;
    }

    private List<Scaled> equations(ActivationPattern pattern) {
        int k = target.forms().length;
        double[][][] forms = new double[k][program.output() + 1][];
        for (int r = 0; r < k; r++) {
            forms[r][program.output()] = target.forms()[r].clone();
        }
        double[] here = pattern.values(ball.centre())[program.output()];
        double[][][] pulled = pattern.pull(forms);
        List<Scaled> rows = new ArrayList<>();
        for (int r = 0; r < k; r++) {
            double value = target.low()[r] / 2 + target.high()[r] / 2;
            for (int i = 0; i < here.length; i++) {
                value -= target.forms()[r][i] * here[i];
            }
            rows.add(scaled(pulled[r][0], value, 0, true));
        }
        return rows;
    }

    /** A row of dual norm 1, or of zeros. */
    private Scaled scaled(double[] coefficients, double right, double margin, boolean equation) {
        double[] row = coefficients == null ? new double[lower.length] : coefficients;
        double size = ball.norm().dual().of(row);
        if (!(size > 0)) {
            return new Scaled(new Row(row, right, equation), 1);
        }
        for (int j = 0; j < row.length; j++) {
            row[j] /= size;
        }
        return new Scaled(new Row(row, right / size + margin, equation), size);
    }

    /** Adds what keeps units as they are. */
    private void add(ActivationPattern pattern, List<Unit> units, Map<Unit, Scaled> inequalities) {
        int together = (int) Math.max(1, Math.min(units.size(), MOST_NUMBERS / program.numbers()));
        double[][] here = pattern.values(ball.centre());
        for (int begin = 0; begin < units.size(); begin += together) {
            List<Unit> some = units.subList(begin, Math.min(units.size(), begin + together));
            double[][][] forms = new double[some.size()][program.output() + 1][];
            for (int k = 0; k < forms.length; k++) {
                Unit unit = some.get(k);
                int input = pattern.inputOf(unit.value());
                forms[k][input] = new double[program.size(input)];
                forms[k][input][unit.index()] = pattern.isOn(unit) ? 1 : -1;
            }
            double[][][] pulled = pattern.pull(forms);
            for (int k = 0; k < forms.length; k++) {
                Unit unit = some.get(k);
                double value = here[pattern.inputOf(unit.value())][unit.index()];
                double right = pattern.isOn(unit) ? -value : value;
                inequalities.put(unit, scaled(pulled[k][0], right, MARGIN * ball.radius(), false));
            }
        }
    }

    /** Units whose sign is not what the pattern says, the worst first. */
    private List<Unit> broken(ActivationPattern pattern, double[] x, Map<Unit, Scaled> known) {
        double[][] values = pattern.values(x);
        record Breach(Unit unit, double depth) {}
        List<Breach> breaches = new ArrayList<>();
        for (int value : pattern.rectified()) {
            double[] before = values[pattern.inputOf(value)];
            for (int i = 0; i < before.length; i++) {
                Unit unit = new Unit(value, i);
                double depth = pattern.isOn(unit) ? -before[i] : before[i];
                if (depth > 0 && !known.containsKey(unit)) {
                    breaches.add(new Breach(unit, depth));
                }
            }
        }
        return breaches.stream()
                .sorted(Comparator.comparingDouble(breach -> -breach.depth()))
                .limit(TOGETHER)
                .map(Breach::unit)
                .toList();
    }

    /** Units beyond whose kink there is a nearer point, or one that misses less: the most promising first. */
    private List<Unit> worthTurning(Nearest here) {
        ActivationPattern pattern = here.pattern();
        double[][] sum = new double[program.output() + 1][];
        sum[program.output()] = new double[program.size(program.output())];
        for (int r = 0; r < here.prices().length; r++) {
            for (int i = 0; i < sum[program.output()].length; i++) {
                sum[program.output()][i] += here.prices()[r] * target.forms()[r][i];
            }
        }
        for (Held held : here.held()) {
            int input = pattern.inputOf(held.unit().value());
            sum[input] = sum[input] == null ? new double[program.size(input)] : sum[input];
            sum[input][held.unit().index()] += pattern.isOn(held.unit()) ? held.price() : -held.price();
        }
        double[][] pulled = pattern.pull(new double[][][] {sum})[0];
        record Promise(Unit unit, double gain) {}
        List<Promise> promises = new ArrayList<>();
        for (Held held : here.held()) {
            double[] weights = pulled[held.unit().value()];
            double lambda = weights == null ? 0 : weights[held.unit().index()];
            double gain = 1 + lambda / held.price();
            if (gain > NOTHING) {
                promises.add(new Promise(held.unit(), gain * held.multiplier()));
            }
        }
        return promises.stream()
                .sorted(Comparator.comparingDouble(promise -> -promise.gain()))
                .map(Promise::unit)
                .toList();
    }
}
