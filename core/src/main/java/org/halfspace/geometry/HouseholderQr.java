package org.halfspace.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The QR factorisation of a tall matrix, blocked, with Q kept as Householder reflectors in compact WY form:
 * {@code Q = (I - V_1 T_1 V_1^T)(I - V_2 T_2 V_2^T)...} (Schreiber and Van Loan, "A storage-efficient WY representation for
 * products of Householder transformations", 1989). Q is a whole orthogonal matrix, rows x rows: its first columns span the
 * matrix' columns, the others the complement, and neither is ever written out.
 *
 * <p>Here because EJML's factorisations of a 4096 x 1000 matrix take two to four times as long; docs/design-notes.md has
 * the measurement. The work is cut by columns, so that the numbers do not depend on how many threads share it. Immutable,
 * thread-safe.
 */
final class HouseholderQr {

    /** Columns per reflector block: wide enough that most work is matrix products, narrow enough for a block in cache. */
    private static final int BLOCK = 64;

    /** Vectors that one piece of parallel work takes when Q is applied. */
    private static final int TILE = 16;

    private final int rows;
    private final DMatrixRMaj r;
    private final List<ReflectorBlock> blocks = new ArrayList<>();

    /** @param matrix rows x columns with rows >= columns; not changed */
    HouseholderQr(DMatrixRMaj matrix) {
        if (matrix.numRows < matrix.numCols) {
            throw new IllegalArgumentException(
                    "expected at least as many rows as columns, found " + matrix.numRows + " x " + matrix.numCols);
        }
        rows = matrix.numRows;
        int k = matrix.numCols;
        r = new DMatrixRMaj(k, k);
        double[][][] tiles = tiles(matrix);
        for (int p = 0; p < tiles.length; p++) {
            int first = p * BLOCK;
            ReflectorBlock block = eliminate(tiles[p], first);
            blocks.add(block);
            tiles[p] = null;
            IntStream.range(p + 1, tiles.length).parallel().forEach(t -> {
                block.applyTransposedToColumns(tiles[t]);
                int width = tiles[t][0].length;
                for (int i = first; i < first + BLOCK; i++) {
                    System.arraycopy(tiles[t][i], 0, r.data, i * k + t * BLOCK, width);
                }
            });
        }
    }

    /** The matrix cut into tiles of {@link #BLOCK} columns, each an array of rows. */
    private static double[][][] tiles(DMatrixRMaj matrix) {
        int k = matrix.numCols;
        double[][][] tiles = new double[(k + BLOCK - 1) / BLOCK][matrix.numRows][];
        for (int t = 0; t < tiles.length; t++) {
            int end = Math.min(k, (t + 1) * BLOCK);
            for (int i = 0; i < matrix.numRows; i++) {
                tiles[t][i] = Arrays.copyOfRange(matrix.data, i * k + t * BLOCK, i * k + end);
            }
        }
        return tiles;
    }

    private ReflectorBlock eliminate(double[][] tile, int first) {
        int width = tile[0].length;
        double[][] panel = new double[width][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                panel[j][i] = tile[i][j];
            }
        }
        double[][] corner = new double[width][width];
        ReflectorBlock block = ReflectorBlock.of(panel, first, corner);
        for (int i = 0; i < width; i++) {
            System.arraycopy(corner[i], i, r.data, (first + i) * r.numCols + first + i, width - i);
        }
        return block;
    }

    /** How many rows the matrix has: the order of Q. */
    int rows() {
        return rows;
    }

    /** R, columns x columns, upper triangular; not to be changed. */
    DMatrixRMaj r() {
        return r;
    }

    /**
     * Replaces every vector x by {@code Q^T x}.
     *
     * @param vectors n vectors of {@link #rows} numbers
     */
    void applyTransposed(double[][] vectors) {
        inPieces(vectors, piece -> {
            for (ReflectorBlock block : blocks) {
                block.applyToVectors(piece, true);
            }
        });
    }

    /**
     * Replaces every vector x by {@code Q x}.
     *
     * @param vectors n vectors of {@link #rows} numbers
     */
    void apply(double[][] vectors) {
        inPieces(vectors, piece -> {
            for (int i = blocks.size() - 1; i >= 0; i--) {
                blocks.get(i).applyToVectors(piece, false);
            }
        });
    }

    private static void inPieces(double[][] vectors, Consumer<double[][]> work) {
        int pieces = (vectors.length + TILE - 1) / TILE;
        IntStream.range(0, pieces)
                .parallel()
                .forEach(p ->
                        work.accept(Arrays.copyOfRange(vectors, p * TILE, Math.min(vectors.length, (p + 1) * TILE))));
    }
}
