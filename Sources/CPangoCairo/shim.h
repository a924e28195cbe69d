#pragma once
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>

// Casts and reference counting are macros in GLib; Swift does not import those.

static inline PangoFontMap *guichet_font_map_new(FcConfig *config) {
  PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
  if (map == NULL) return NULL;
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72.0);
  return map;
}

static inline PangoContext *guichet_context_new(PangoFontMap *map) {
  PangoContext *context = pango_font_map_create_context(map);
  pango_cairo_context_set_resolution(context, 72.0);
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_language(context, pango_language_from_string("zh-cn"));
  return context;
}

static inline void guichet_object_release(void *object) { g_object_unref(object); }

static inline int guichet_unknown_glyphs(PangoLayout *layout) { return pango_layout_get_unknown_glyphs_count(layout); }

// The union of cairo_path_data_t, read from Swift by place.
static inline int guichet_path_kind(const cairo_path_t *path, int index) { return (int)path->data[index].header.type; }
static inline int guichet_path_length(const cairo_path_t *path, int index) { return path->data[index].header.length; }
static inline double guichet_path_x(const cairo_path_t *path, int index) { return path->data[index].point.x; }
static inline double guichet_path_y(const cairo_path_t *path, int index) { return path->data[index].point.y; }
