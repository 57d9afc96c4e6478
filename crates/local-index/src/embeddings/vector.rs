/// A vector of length 1 in a quarter of the room: a byte for each dimension, and what a byte stands for. The product of two
/// differs from that of the vectors themselves in the third decimal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Vector {
    unit: f32,
    bytes: Vec<i8>,
}

impl Vector {
    pub(crate) fn new(values: &[f32]) -> Self {
        let largest = values.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
        let unit = largest / f32::from(i8::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "no value is larger than 127 units")]
        let bytes = values.iter().map(|value| (value / unit).round() as i8).collect();
        Self { unit, bytes }
    }

    /// As it is stored: the unit in four bytes, the least significant first, and a byte for each dimension.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.bytes.iter().map(|byte| byte.cast_unsigned());
        self.unit.to_le_bytes().into_iter().chain(bytes).collect()
    }

    /// What [`Self::to_bytes`] made. `None` for bytes that are none of it.
    pub(crate) fn from_bytes(stored: &[u8]) -> Option<Self> {
        let (unit, bytes) = stored.split_first_chunk()?;
        Some(Self {
            unit: f32::from_le_bytes(*unit),
            bytes: bytes.iter().map(|byte| byte.cast_signed()).collect(),
        })
    }

    /// How much two vectors point the same way, from -1 to 1. Those of different models do not.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        if self.bytes.len() != other.bytes.len() {
            return 0.0;
        }
        let products = self.bytes.iter().zip(&other.bytes).map(|(a, b)| i32::from(*a) * i32::from(*b));
        #[expect(clippy::cast_precision_loss, reason = "it has no more decimals than it needs")]
        let sum = products.sum::<i32>() as f32;
        sum * self.unit * other.unit
    }

    /// How many bytes of memory it takes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(values: [f32; 3]) -> Vec<f32> {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.iter().map(|value| value / length).collect()
    }

    #[test]
    fn the_product_of_two_vectors_stays_what_it_was() {
        for (a, b) in [
            ([0.3, -0.2, 0.9], [0.3, -0.2, 0.9]),
            ([1.0, 2.0, 3.0], [-3.0, 1.0, 0.5]),
            ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
        ] {
            let (a, b) = (unit(a), unit(b));
            let exact: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            let found = Vector::new(&a).cosine(&Vector::new(&b));
            assert!((found - exact).abs() < 0.01, "{found} is not {exact}");
        }
    }

    #[test]
    fn a_stored_vector_comes_back() {
        let vector = Vector::new(&unit([0.1, -0.7, 0.4]));
        assert_eq!(Vector::from_bytes(&vector.to_bytes()), Some(vector));
        assert_eq!(Vector::from_bytes(&[1, 2]), None);
    }

    #[test]
    fn vectors_of_different_models_have_nothing_in_common() {
        let alike = Vector::new(&[1.0, 0.0]).cosine(&Vector::new(&[1.0, 0.0, 0.0]));
        assert!(alike.abs() < f32::EPSILON, "{alike}");
    }
}
