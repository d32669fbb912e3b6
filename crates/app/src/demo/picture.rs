//! Draws the demo's pictures and encodes them as PNG: hills, fields, a river, a town, blue-and-white porcelain.
//! Own drawing from a seed; no photograph and nobody in it. Only what the demo needs of PNG: palette, one frame.

use super::dice::Dice;
use super::item::{DemoPicture, PictureScene};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::{self, Write};

/// Colours of all scenes by name; a pixel is a place in this list.
const PALETTE: [[u8; 3]; 16] = [
    [247, 250, 252],
    [216, 232, 243],
    [180, 211, 232],
    [126, 172, 209],
    [62, 113, 168],
    [26, 68, 124],
    [14, 40, 84],
    [232, 214, 150],
    [214, 178, 94],
    [168, 198, 132],
    [116, 166, 98],
    [70, 124, 74],
    [40, 88, 62],
    [238, 170, 110],
    [196, 108, 82],
    [120, 128, 136],
];
const WHITE: u8 = 0;
const SKY: [u8; 3] = [0, 1, 2];
const BLUES: [u8; 4] = [3, 4, 5, 6];
const GREENS: [u8; 4] = [9, 10, 11, 12];
const STRAW: [u8; 2] = [7, 8];
const SUN: u8 = 13;
const BRICK: u8 = 14;
const GREY: u8 = 15;

struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        let size = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(0);
        Self { width, height, pixels: vec![WHITE; size] }
    }

    /// Colours each pixel by a rule of its place; the rule may leave it as it is.
    fn paint(&mut self, rule: impl Fn(f64, f64) -> Option<u8>) {
        let width = usize::try_from(self.width).unwrap_or(1).max(1);
        for (at, pixel) in self.pixels.iter_mut().enumerate() {
            let (x, y) = ((at % width) as f64, (at / width) as f64);
            if let Some(colour) = rule(x, y) {
                *pixel = colour;
            }
        }
    }

    fn sky(&mut self) {
        let height = f64::from(self.height);
        self.paint(|_, y| {
            let band = (y / height * 6.0) as usize;
            SKY.get(2_usize.saturating_sub(band)).copied()
        });
    }

    fn disc(&mut self, cx: f64, cy: f64, radius: f64, colour: u8) {
        self.paint(|x, y| ((x - cx).powi(2) + (y - cy).powi(2) <= radius * radius).then_some(colour));
    }

    fn block(&mut self, left: f64, top: f64, width: f64, height: f64, colour: u8) {
        self.paint(|x, y| (x >= left && x < left + width && y >= top && y < top + height).then_some(colour));
    }

    /// All below a wavy line.
    fn ridge(&mut self, dice: &mut Dice, base: f64, swing: f64, colour: u8) {
        let (first, second) = (unit(dice) * 6.3, unit(dice) * 6.3);
        let width = f64::from(self.width);
        self.paint(|x, y| {
            let turn = x / width * 6.3;
            let line = base - swing * ((turn + first).sin() + 0.5 * (turn * 2.3 + second).sin());
            (y >= line).then_some(colour)
        });
    }
}

fn unit(dice: &mut Dice) -> f64 {
    dice.between(0, 10_000) as f64 / 10_000.0
}

/// The picture as a PNG file.
///
/// # Errors
/// The encoder can't write to memory: not to be expected.
pub fn draw(picture: &DemoPicture) -> io::Result<Vec<u8>> {
    let mut dice = Dice::of(&[picture.seed, 13]);
    let mut canvas = Canvas::new(picture.width, picture.height);
    match picture.scene {
        PictureScene::Hills => hills(&mut canvas, &mut dice),
        PictureScene::Fields => fields(&mut canvas, &mut dice),
        PictureScene::River => river(&mut canvas, &mut dice),
        PictureScene::Town => town(&mut canvas, &mut dice),
        PictureScene::Porcelain => porcelain(&mut canvas, &mut dice),
    }
    encode(&canvas)
}

fn hills(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.sky();
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    canvas.disc(width * (0.2 + 0.6 * unit(dice)), height * 0.28, height * 0.09, SUN);
    for (step, colour) in BLUES.iter().chain(GREENS.iter().skip(2)).enumerate() {
        let base = height * (0.42 + 0.1 * step as f64);
        canvas.ridge(dice, base, height * 0.07, *colour);
    }
}

fn fields(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.sky();
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    canvas.ridge(dice, height * 0.38, height * 0.05, 3);
    canvas.ridge(dice, height * 0.44, height * 0.03, 11);
    let shift = dice.below(5);
    let colours = [9_u8, 10, 7, 8, 11];
    canvas.paint(|x, y| {
        if y < height * 0.48 {
            return None;
        }
        let depth = (y - height * 0.46) / height;
        let row = (depth.sqrt() * 9.0) as usize;
        let column = ((x - width / 2.0) / width / depth.max(0.02) * 0.8 + 40.0) as usize;
        let edge = ((x - width / 2.0) / width / depth.max(0.02) * 0.8 + 40.0).fract();
        if edge < 0.05 { Some(12) } else { colours.get((row * 2 + column + shift) % 5).copied() }
    });
}

fn river(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.sky();
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    canvas.ridge(dice, height * 0.36, height * 0.06, 3);
    canvas.ridge(dice, height * 0.42, height * 0.04, 10);
    let (bend, phase) = (0.12 + 0.1 * unit(dice), unit(dice) * 6.3);
    canvas.paint(|x, y| {
        let depth = (y / height - 0.42).max(0.0);
        if depth <= 0.0 {
            return None;
        }
        let middle = width * (0.5 + bend * (depth * 9.0 + phase).sin());
        let half = width * (0.02 + 0.22 * depth);
        let away = (x - middle).abs();
        match away {
            away if away < half * 0.85 => BLUES.get(usize::from((depth * 40.0).sin() > 0.6)).copied(),
            away if away < half => Some(2),
            away => {
                let swell = (depth * 11.0 + (x / 90.0).sin() * 0.6 + away / width * 1.5) as usize;
                GREENS.get(swell % 3).copied()
            }
        }
    });
}

fn town(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.sky();
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    canvas.ridge(dice, height * 0.55, height * 0.05, 3);
    for place in 0..9 {
        let left = width * f64::from(place) / 9.0 + 4.0;
        let tall = height * (0.18 + 0.34 * unit(dice));
        let colour = dice.pick(&[1_u8, 2, 4, BRICK, GREY, 7]).copied().unwrap_or(GREY);
        canvas.block(left, height * 0.82 - tall, width / 10.0, tall, colour);
        windows(canvas, left, height * 0.82 - tall, width / 10.0, tall);
    }
    canvas.block(0.0, height * 0.82, width, height * 0.18, 11);
    canvas.block(0.0, height * 0.88, width, height * 0.06, GREY);
}

fn windows(canvas: &mut Canvas, left: f64, top: f64, width: f64, tall: f64) {
    canvas.paint(|x, y| {
        let (u, v) = (x - left, y - top);
        let inside = u > 7.0 && u < width - 7.0 && v > 9.0 && v < tall - 9.0;
        (inside && (u - 7.0) % 14.0 < 8.0 && (v - 9.0) % 18.0 < 9.0).then_some(WHITE)
    });
}

fn porcelain(canvas: &mut Canvas, dice: &mut Dice) {
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    canvas.paint(|_, _| Some(STRAW[0]));
    let (cx, cy, radius) = (width / 2.0, height / 2.0, height * 0.45);
    canvas.disc(cx, cy, radius, 5);
    canvas.disc(cx, cy, radius * 0.97, WHITE);
    let petals = f64::from(u32::try_from(dice.between(6, 12)).unwrap_or(8));
    let turn = unit(dice) * 6.3;
    canvas.paint(|x, y| {
        let (dx, dy) = (x - cx, y - cy);
        let (away, angle) = ((dx * dx + dy * dy).sqrt() / radius, dy.atan2(dx) + turn);
        let flower = 0.22 + 0.16 * (angle * petals).cos().abs();
        let vine = 0.72 + 0.07 * (angle * petals * 2.0).sin();
        match away {
            away if away > 0.97 => None,
            away if away > 0.9 => ((angle * petals * 4.0).sin() > 0.0).then_some(4),
            away if (away - vine).abs() < 0.018 => Some(5),
            away if (away - vine).abs() < 0.05 && (angle * petals * 6.0).cos() > 0.7 => Some(3),
            away if away < 0.09 => Some(6),
            away if away < flower => Some(if away < flower * 0.7 { 4 } else { 3 }),
            away if (away - 0.52).abs() < 0.008 => Some(5),
            _ => None,
        }
    });
}

fn encode(canvas: &Canvas) -> io::Result<Vec<u8>> {
    let mut file = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
    let mut header = Vec::new();
    header.extend(canvas.width.to_be_bytes());
    header.extend(canvas.height.to_be_bytes());
    // Eight bits a pixel, palette, the usual compression and filter, not interlaced.
    header.extend([8, 3, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"PLTE", PALETTE.as_flattened());
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let width = usize::try_from(canvas.width).unwrap_or(1).max(1);
    for row in canvas.pixels.chunks(width) {
        packed.write_all(&[0])?;
        packed.write_all(row)?;
    }
    chunk(&mut file, *b"IDAT", &packed.finish()?);
    chunk(&mut file, *b"IEND", &[]);
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(name);
    file.extend(data);
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(data);
    file.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample(scene: PictureScene, seed: u64) -> DemoPicture {
        DemoPicture { seed, scene, width: 160, height: 100, alt: "示意".into(), caption: "示意".into() }
    }

    #[test]
    fn pictures_are_png_of_modest_size_and_differ_by_seed() {
        for scene in [
            PictureScene::Hills,
            PictureScene::Fields,
            PictureScene::River,
            PictureScene::Town,
            PictureScene::Porcelain,
        ] {
            let first = draw(&sample(scene, 1)).unwrap();
            assert!(first.starts_with(&[0x89, b'P', b'N', b'G']));
            assert!(first.len() < 16_000, "{scene:?} {}", first.len());
            assert_eq!(first, draw(&sample(scene, 1)).unwrap());
            assert_ne!(first, draw(&sample(scene, 2)).unwrap());
        }
    }
}
