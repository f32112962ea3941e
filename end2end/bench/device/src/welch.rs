//! Whether two series of times differ by more than chance: Welch's t.

/// Welch's t of two samples. Beyond ±4.5 a difference is considered real.
pub(crate) fn t(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (Sample::of(a), Sample::of(b));
    (a.mean - b.mean) / (a.variance / a.count + b.variance / b.count).sqrt()
}

struct Sample {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Sample {
    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        Self { count, mean, variance }
    }
}

#[cfg(test)]
mod tests {
    use super::t;

    #[test]
    fn alike_samples_have_a_small_t_and_others_a_large_one() {
        assert!(t(&[1.0, 2.0, 3.0, 4.0], &[1.1, 2.0, 2.9, 4.0]).abs() < 0.1);
        let (fast, slow): (Vec<_>, Vec<_>) = (0..100).map(|n| (f64::from(n % 7), f64::from(n % 7) + 5.0)).unzip();
        assert!(t(&fast, &slow) < -4.5);
        // Calculated by hand: means 2 and 5, variances 1 and 1, three values each.
        assert!((t(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]) + 3.674).abs() < 0.001);
    }
}
