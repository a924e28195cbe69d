#pragma once
#include <cairo.h>
#include <png.h>
#include <poppler.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// glibc 2.34 has it, Swift's view of glibc does not show it.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
static inline int guichet_spawn_close_from(posix_spawn_file_actions_t *actions, int from) {
  return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

static inline void guichet_poppler_release(void *object) { g_object_unref(object); }

// A process that reads strangers' files: no core dumps, no new files, no new rights, bounded memory.
static inline int guichet_confine(unsigned long long memory) {
  struct rlimit none = {0, 0}, address = {memory, memory};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || setrlimit(RLIMIT_FSIZE, &none) != 0) return -1;
  if (setrlimit(RLIMIT_AS, &address) != 0) return -1;
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

struct guichet_buffer {
  unsigned char *bytes;
  size_t count;
  size_t room;
};

static inline void guichet_png_append(png_structp png, png_bytep data, size_t length) {
  struct guichet_buffer *out = (struct guichet_buffer *)png_get_io_ptr(png);
  if (out->count + length > out->room) {
    size_t room = (out->count + length) * 2;
    unsigned char *grown = (unsigned char *)realloc(out->bytes, room);
    if (grown == NULL) png_error(png, "memory");
    out->bytes = grown;
    out->room = room;
  }
  memcpy(out->bytes + out->count, data, length);
  out->count += length;
}

static inline void guichet_png_flush(png_structp png) { (void)png; }

// CAIRO_FORMAT_RGB24 pixels to PNG at compression level 1: a fifth of the time of cairo's own writer.
// libpng leaves by longjmp on errors, so all of it stays in this one C function. 0 = written; the caller frees.
static inline int guichet_png_write(
    unsigned char *pixels, int width, int height, int stride, struct guichet_buffer *out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  if (png == NULL) return -1;
  png_infop info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return -1;
  }
  png_set_write_fn(png, out, guichet_png_append, guichet_png_flush);
  png_set_compression_level(png, 1);
  png_set_filter(png, 0, PNG_FILTER_NONE);
  png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_set_bgr(png);
  png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (int row = 0; row < height; row++) png_write_row(png, pixels + (size_t)row * (size_t)stride);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 0;
}
