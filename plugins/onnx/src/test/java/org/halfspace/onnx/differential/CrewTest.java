package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CrewTest {
    private static final int PIECES = 1000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyPieceIsDoneOnce(int threads) {
        AtomicIntegerArray done = new AtomicIntegerArray(PIECES);

        new Crew(threads).share(PIECES, done::incrementAndGet);

        for (int i = 0; i < PIECES; i++) {
            assertThat(done.get(i)).isEqualTo(1);
        }
    }

    @Test
    void callersThatKeepTheMachineBusyHaveAThreadEach() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        Crew crew = new Crew(4, now::get);
        assertThat(crew.threadsForCaller()).isEqualTo(4);
        Thread other = new Thread(crew::threadsForCaller);
        other.start();
        other.join();
        assertThat(crew.threadsForCaller()).isEqualTo(2);
        now.set(1_000_000_000);
        assertThat(crew.threadsForCaller()).isEqualTo(4);
    }

    @Test
    void piecesAreDoneAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        new Crew(2).share(2, piece -> {
            threads.add(Thread.currentThread());
            both.countDown();
            awaitAll(both);
        });

        assertThat(threads).hasSize(2).contains(Thread.currentThread());
    }

    @Test
    void aPieceMayShareItsOwnWork() {
        Crew crew = new Crew(2);
        AtomicIntegerArray done = new AtomicIntegerArray(16);

        crew.share(4, outer -> crew.share(4, inner -> done.incrementAndGet(4 * outer + inner)));

        for (int i = 0; i < done.length(); i++) {
            assertThat(done.get(i)).isEqualTo(1);
        }
    }

    @Test
    void aFailureReachesTheCallerOnceAllHaveStopped() {
        AtomicIntegerArray running = new AtomicIntegerArray(1);

        assertThatThrownBy(() -> new Crew(3).share(PIECES, piece -> {
                    running.incrementAndGet(0);
                    try {
                        if (piece == 1) {
                            throw new IllegalStateException("piece 1");
                        }
                    } finally {
                        running.decrementAndGet(0);
                    }
                }))
                .hasMessage("piece 1");

        assertThat(running.get(0)).isZero();
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
