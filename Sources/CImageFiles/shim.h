#pragma once
#include <stdio.h>
#include <stddef.h>
#include <jpeglib.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// libjpeg and libpng leave by longjmp on errors, so every function here begins and ends in C and answers 0 or -1.

// Three bytes a pixel, red first, rows without padding. Who was given `rgb` frees it.
struct guichet_pixels {
  unsigned char *rgb;
  unsigned int width;
  unsigned int height;
};

static inline void guichet_pixels_free(struct guichet_pixels *pixels) {
  free(pixels->rgb);
  pixels->rgb = NULL;
}

static inline int guichet_pixels_room(struct guichet_pixels *pixels, unsigned int width, unsigned int height) {
  pixels->rgb = (unsigned char *)malloc((size_t)width * (size_t)height * 3);
  pixels->width = width;
  pixels->height = height;
  return pixels->rgb == NULL ? -1 : 0;
}

struct guichet_jpeg_trouble {
  struct jpeg_error_mgr manager;
  jmp_buf leave;
};

static inline void guichet_jpeg_leave(j_common_ptr jpeg) {
  longjmp(((struct guichet_jpeg_trouble *)jpeg->err)->leave, 1);
}

// A warning means data that are missing or wrong: half a document is worse than none.
static inline void guichet_jpeg_message(j_common_ptr jpeg, int level) {
  if (level < 0) guichet_jpeg_leave(jpeg);
}

static inline void guichet_jpeg_silence(j_common_ptr jpeg) { (void)jpeg; }

static inline struct jpeg_error_mgr *guichet_jpeg_manage(struct guichet_jpeg_trouble *trouble) {
  struct jpeg_error_mgr *manager = jpeg_std_error(&trouble->manager);
  manager->error_exit = guichet_jpeg_leave;
  manager->emit_message = guichet_jpeg_message;
  manager->output_message = guichet_jpeg_silence;
  return manager;
}

// Each scan of a progressive file costs a pass over the whole image; cameras make about ten.
#define GUICHET_JPEG_SCANS 64

static inline void guichet_jpeg_progress(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number > GUICHET_JPEG_SCANS) guichet_jpeg_leave(jpeg);
}

// Reads a JPEG whose header says width × height and nothing else, already scaled down by eighths as far as its longer
// side stays at least `wanted`. Grey becomes RGB; four colours are not read.
static inline int guichet_jpeg_read(
    const unsigned char *file, size_t count, unsigned int width, unsigned int height, unsigned int wanted,
    struct guichet_pixels *out) {
  struct jpeg_decompress_struct jpeg;
  struct guichet_jpeg_trouble trouble;
  struct jpeg_progress_mgr progress;
  memset(&jpeg, 0, sizeof jpeg);
  memset(&progress, 0, sizeof progress);
  out->rgb = NULL;
  jpeg.err = guichet_jpeg_manage(&trouble);
  if (setjmp(trouble.leave)) {
    jpeg_destroy_decompress(&jpeg);
    guichet_pixels_free(out);
    return -1;
  }
  jpeg_create_decompress(&jpeg);
  progress.progress_monitor = guichet_jpeg_progress;
  jpeg.progress = &progress;
  jpeg_mem_src(&jpeg, (unsigned char *)file, count);
  if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK || jpeg.image_width != width || jpeg.image_height != height ||
      (jpeg.num_components != 1 && jpeg.num_components != 3))
    guichet_jpeg_leave((j_common_ptr)&jpeg);
  jpeg.out_color_space = JCS_RGB;
  jpeg.scale_denom = 8;
  unsigned int longer = width > height ? width : height;
  for (jpeg.scale_num = 1; jpeg.scale_num < 8 && longer * jpeg.scale_num / 8 < wanted;) jpeg.scale_num++;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_components != 3 || guichet_pixels_room(out, jpeg.output_width, jpeg.output_height) != 0)
    guichet_jpeg_leave((j_common_ptr)&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = out->rgb + (size_t)jpeg.output_scanline * jpeg.output_width * 3;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return 0;
}

// A baseline JPEG with nothing in it but the image. The caller frees `*bytes`.
static inline int guichet_jpeg_write(
    const struct guichet_pixels *from, int quality, unsigned char **bytes, unsigned long *count) {
  struct jpeg_compress_struct jpeg;
  struct guichet_jpeg_trouble trouble;
  memset(&jpeg, 0, sizeof jpeg);
  *bytes = NULL;
  *count = 0;
  jpeg.err = guichet_jpeg_manage(&trouble);
  if (setjmp(trouble.leave)) {
    jpeg_destroy_compress(&jpeg);
    // Not freed: where the library had to move to a larger one it has freed this itself. The child ends soon.
    *bytes = NULL;
    return -1;
  }
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, bytes, count);
  jpeg.image_width = from->width;
  jpeg.image_height = from->height;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = from->rgb + (size_t)jpeg.next_scanline * from->width * 3;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  return 0;
}

struct guichet_png_source {
  const unsigned char *bytes;
  size_t count;
  size_t at;
};

static inline void guichet_png_take(png_structp png, png_bytep to, size_t length) {
  struct guichet_png_source *source = (struct guichet_png_source *)png_get_io_ptr(png);
  if (length > source->count - source->at) png_error(png, "end of file");
  memcpy(to, source->bytes + source->at, length);
  source->at += length;
}

static inline void guichet_png_leave(png_structp png, png_const_charp text) {
  (void)text;
  png_longjmp(png, 1);
}

static inline void guichet_png_silence(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// Reads a PNG whose header says width × height; what shines through stands on white. The result has room for four
// bytes a pixel, of which three are used.
static inline int guichet_png_read(
    const unsigned char *file, size_t count, unsigned int width, unsigned int height, struct guichet_pixels *out) {
  struct guichet_png_source source = {file, count, 0};
  out->rgb = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, guichet_png_leave, guichet_png_silence);
  if (png == NULL) return -1;
  png_infop info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    guichet_pixels_free(out);
    return -1;
  }
  png_set_read_fn(png, &source, guichet_png_take);
  png_set_user_limits(png, width, height);
  png_set_chunk_malloc_max(png, 4 << 20);
  png_set_chunk_cache_max(png, 64);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height) png_error(png, "size");
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != (size_t)width * 4) png_error(png, "rows");
  out->rgb = (unsigned char *)malloc((size_t)width * (size_t)height * 4);
  if (out->rgb == NULL) png_error(png, "memory");
  out->width = width;
  out->height = height;
  for (int pass = 0; pass < passes; pass++)
    for (unsigned int row = 0; row < height; row++)
      png_read_row(png, out->rgb + (size_t)row * (size_t)width * 4, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  unsigned char *from = out->rgb, *to = out->rgb;
  for (size_t pixel = (size_t)width * height; pixel > 0; pixel--, from += 4) {
    unsigned int alpha = from[3];
    for (int colour = 0; colour < 3; colour++)
      *to++ = (unsigned char)((from[colour] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  return 0;
}

// One line of `from` pixels, `step` bytes apart, to `count` pixels: each is the average of what it covers.
static inline void guichet_line_shrink(
    const unsigned char *from, unsigned int length, size_t step, unsigned char *to, unsigned int count, size_t hop) {
  for (unsigned int place = 0; place < count; place++) {
    unsigned long long start = (unsigned long long)place * length, end = start + length;
    unsigned long long red = 0, green = 0, blue = 0;
    for (unsigned long long at = start / count; at * count < end; at++) {
      unsigned long long low = at * count > start ? at * count : start;
      unsigned long long high = (at + 1) * count < end ? (at + 1) * count : end;
      const unsigned char *pixel = from + at * step;
      red += pixel[0] * (high - low);
      green += pixel[1] * (high - low);
      blue += pixel[2] * (high - low);
    }
    to[0] = (unsigned char)((red + length / 2) / length);
    to[1] = (unsigned char)((green + length / 2) / length);
    to[2] = (unsigned char)((blue + length / 2) / length);
    to += hop;
  }
}

// The same image at width × height, neither larger than before.
static inline int guichet_pixels_shrink(
    const struct guichet_pixels *from, unsigned int width, unsigned int height, struct guichet_pixels *to) {
  struct guichet_pixels narrow;
  if (guichet_pixels_room(&narrow, width, from->height) != 0) return -1;
  for (unsigned int row = 0; row < from->height; row++)
    guichet_line_shrink(
        from->rgb + (size_t)row * from->width * 3, from->width, 3, narrow.rgb + (size_t)row * width * 3, width, 3);
  if (guichet_pixels_room(to, width, height) != 0) {
    guichet_pixels_free(&narrow);
    return -1;
  }
  for (unsigned int column = 0; column < width; column++)
    guichet_line_shrink(
        narrow.rgb + (size_t)column * 3, from->height, (size_t)width * 3, to->rgb + (size_t)column * 3, height,
        (size_t)width * 3);
  guichet_pixels_free(&narrow);
  return 0;
}

// Upright, by the orientation of EXIF (CIPA DC-008, tag 274): 1 to 8.
static inline int guichet_pixels_turn(
    const struct guichet_pixels *from, int orientation, struct guichet_pixels *to) {
  unsigned int lying = orientation >= 5, width = lying ? from->height : from->width;
  unsigned int height = lying ? from->width : from->height;
  if (guichet_pixels_room(to, width, height) != 0) return -1;
  unsigned char *pixel = to->rgb;
  for (unsigned int y = 0; y < height; y++)
    for (unsigned int x = 0; x < width; x++, pixel += 3) {
      unsigned int across = lying ? y : x, down = lying ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) across = from->width - 1 - across;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) down = from->height - 1 - down;
      memcpy(pixel, from->rgb + ((size_t)down * from->width + across) * 3, 3);
    }
  return 0;
}
