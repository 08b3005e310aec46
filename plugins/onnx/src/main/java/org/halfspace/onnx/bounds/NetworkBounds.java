package org.halfspace.onnx.bounds;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.BoundedMap.Bounds;
import org.halfspace.spi.model.InputBall;

/** What can be proved of a network. */
public final class NetworkBounds {
    private final Program program;

    NetworkBounds(Program program) {
        this.program = program;
    }

    static double[][] rows(DMatrixRMaj forms, double sign) {
        double[][] rows = new double[forms.getNumRows()][forms.getNumCols()];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                rows[r][c] = sign * forms.get(r, c);
            }
        }
        return rows;
    }
    public Bounds bounds(InputBall ball, DMatrixRMaj forms, boolean crown) throws InterruptedException {
        Region region = new Region(ball);
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        if (crown) new Tightening(enclosure, region).run();
        int k = forms.getNumRows();
        double[] lower = new double[k];
        double[] upper = new double[k];
        Backward backward = new Backward(enclosure);
        Backward.Forms up = backward.pull(program.output(), rows(forms, 1));
        Backward.Forms down = backward.pull(program.output(), rows(forms, -1));
        for (int r = 0; r < k; r++) {
            upper[r] = region.maximum(up.coefficients()[r], Double.NEGATIVE_INFINITY) + up.constants()[r];
            lower[r] = -(region.maximum(down.coefficients()[r], Double.NEGATIVE_INFINITY) + down.constants()[r]);
        }
        return new Bounds(lower, upper);
    }
}
