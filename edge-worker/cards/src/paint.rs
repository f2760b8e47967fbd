//! Shapes to a PNG: sixteen shades from the ground to white, four bits a pixel.

use crate::layout::Placed;
use crate::{HEIGHT, WIDTH};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use zeno::{Command, Mask, Transform};

/// The ground, and what is brightest on it: 10.2 to 1 by WCAG's measure of contrast.
const GROUND: [u8; 3] = [0x12, 0x43, 0x6d];
const INK: [u8; 3] = [0xff, 0xff, 0xff];
/// Shades.
const SHADES: u32 = 16;
/// How much of the ink what is quiet has: 7.2 to 1.
const QUIET: u32 = 80;

/// The PNG.
pub(crate) fn png(placed: &Placed) -> Option<Vec<u8>> {
    let (width, height) = ((WIDTH as f32 * placed.scale) as u32, (HEIGHT as f32 * placed.scale) as u32);
    let strong = covered(&placed.strong, placed.scale, width, height);
    let quiet = covered(&placed.quiet, placed.scale, width, height);
    let shade = |(strong, quiet): (&u8, &u8)| {
        let ink = u32::from(*strong).max(u32::from(*quiet) * QUIET / 100);
        ((ink * (SHADES - 1) + 127) / 255) as u8
    };
    let shades: Vec<u8> = strong.iter().zip(&quiet).map(shade).collect();
    // The width is even.
    let pixels: Vec<u8> = shades.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect();
    let palette: Vec<u8> = (0..SHADES)
        .flat_map(|shade| {
            GROUND.into_iter().zip(INK).map(move |(ground, ink)| {
                ((u32::from(ground) * (SHADES - 1 - shade) + u32::from(ink) * shade) / (SHADES - 1)) as u8
            })
        })
        .collect();

    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Four);
    encoder.set_palette(palette);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}

/// How much of each pixel the shapes cover, 0 to 255.
fn covered(path: &[Command], scale: f32, width: u32, height: u32) -> Vec<u8> {
    let mut mask = vec![0; (width * height) as usize];
    let smaller = Transform::scale(scale, scale);
    Mask::new(path)
        .transform(Some(smaller))
        .origin(zeno::Origin::TopLeft)
        .size(width, height)
        .render_into(&mut mask, None);
    mask
}
